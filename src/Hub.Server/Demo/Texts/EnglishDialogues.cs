namespace Hub.Server.Demo.Texts;

/// <summary>What customers and the shop wrote to each other in English. The format is told by <see cref="Dialogue.Read"/>.</summary>
internal static class EnglishDialogues
{
    public const string Orders = """
        = delivery late
        c Hi! My parcel {order} was supposed to arrive on {due}, but the tracking hasn't moved for five days.
        a Hello {name}, this is {agent} at Tsumugi Tea. I'm sorry about the wait — let me ask the carrier right away.
        c Thank you. It's a birthday present so I'm a bit nervous 😅
        n Held at customs in Frankfurt, invoice copy was missing. Sent it to the carrier, they promise release tomorrow.
        a I have an answer: it was held at customs because a copy of the invoice was missing. I have sent it, and the parcel should move tomorrow.
        c Oh good. When is the birthday deadline… Saturday!
        a Saturday should work. I will check again tomorrow morning Kyoto time and write to you either way.
        + 20h
        a Good news, {name}: released this morning and out for delivery on Friday.
        c You're wonderful. Thank you so much!
        s 7
        + 44h
        c It arrived! She loves the tin.

        = shipping question
        c Do you ship to Canada?
        a Hello {name}, yes, we do. Airmail takes 7–10 days and starts at ¥1,900. Teapots travel in their own padded box.
        c Are there import duties on tea?
        a Tea itself usually enters free of duty, but your province may add sales tax. The courier collects it at the door.
        c Good to know. I'll order the tasting set then.
        a A lovely choice. If you write "first order" in the remarks, we will add a small sample of roasted hojicha.

        = brewing
        c How hot should the water be for {tea}? Mine comes out quite bitter.
        a Hi {name}! For {tea} we suggest about 70 °C. Boiling water draws out the bitterness first.
        c I only have a normal kettle…
        a That is fine: pour the boiled water into the cups, wait a minute, then pour it over the leaves. Each pour cools it by about 10 °C.
        c And how long do I leave it?
        a One minute, then pour to the very last drop. The second infusion needs only ten seconds.
        + 6h
        c Just tried it. Completely different tea!! Sweet, almost like broth.
        a That is the umami. Enjoy your second cup!
        s 1

        = allergy
        c Is there any gluten in your genmaicha? I have celiac disease.
        a Hello {name}. The ingredients are green tea and Japanese rice only. Let me check the production line with our workshop before I promise anything.
        n Asked the workshop: separate line for roasting the rice, but wheat cookies are baked in the same building every other week.
        a The rice is roasted on its own line. However, cookies with wheat are baked in the same building, so we cannot call it gluten-free. Our sencha and gyokuro are packed in another building.
        c I really appreciate the honest answer. I'll go with the sencha.
        a A safe choice. We can send you the full allergen sheet as a PDF if that helps.
        c Yes please!

        = gift
        c I'd like to send tea to a friend in Osaka as a wedding gift. Can you wrap it in the Japanese way?
        a With pleasure, {name}. For weddings we use a noshi paper with a red and white knot that cannot be untied, so the happiness happens only once.
        c That's beautiful. What do I need to tell you?
        a The names to write on it, and the date it should arrive. Many people choose a good day of the calendar; {date} would be a taian, a very lucky one.
        c {date} then! Please write "Tom & Aya".
        n Kotobuki noshi, knot musubi-kiri. No price slip in the box. Send a photo of the wrapping before dispatch.
        a Lovely. We will send you a photo of the wrapping before it leaves. There will be no price in the box.
        c Perfect, thank you so much!

        = returns
        c The lid of the kyusu I received has a chip.
        a I'm very sorry, {name}. Are you all right — no cuts?
        c I'm fine, it just looks sad.
        s 5
        a We will send a new one at once. No need to send the broken one back. May I use the address of order {order}?
        c Yes, same address. Thanks for making it so easy!
        n Replacement sent free of charge. Told the kiln; third chip of this batch.
        a It leaves tomorrow, with double padding this time.

        = payment
        c My card was charged twice for {order}.
        a Hello {name}, let me look at that immediately.
        a I see one completed payment and one reservation. The reservation was never collected and disappears from your statement within five working days.
        c Ah, so only one is real?
        a Exactly, only one. If it is still there next week, write to me here and I will take it up with the bank.
        c Great, thank you for the quick reply.

        = visit
        c We'll be in Kyoto next week. Can we visit the shop and taste some teas?
        a We would love that, {name}! We are on Teramachi-dori, open 10:00–18:00, closed on Wednesdays.
        l Tsumugi Tea|Teramachi-dori, Nakagyo-ku, Kyoto|35.0116|135.7671
        c Is this the right place? Do we need to book?
        a That's it. For the tasting a booking helps: it takes 40 minutes and costs ¥1,500 each. Which day suits you?
        c Friday at 14:00, two people, please.
        n Friday 14:00, two people, English. Olivia will host.
        a Booked. Look for the green noren curtain. See you on Friday!
        """;

    public const string Subscriptions = """
        = subscription pause
        c Hey, can I pause my tea subscription for two months? I'm travelling.
        a Of course, {name}. I have paused it; the next box leaves on the 5th of the month after next.
        c Brilliant. Do I keep my price?
        a You do. Safe travels!
        s 2

        = subscription change
        c I'd like to swap the sencha in my monthly box for {tea}. Possible?
        a Certainly, {name}. The next box is packed on {date}, so we are just in time.
        c And could you leave out the printed leaflet? I have a whole stack now 😄
        a Gladly: {tea} instead of sencha, and no leaflet. Your price stays the same.
        c Thanks, that's perfect.
        n Flag "no leaflet" set in the subscription.

        = subscription cancel
        c I need to cancel my subscription, I'm drowning in tea.
        a No problem at all, {name}. Would every second month suit you better, or shall I cancel it today?
        c Please cancel, maybe I come back in winter.
        a Done: cancelled as of today, nothing more will be charged. Thank you for the two years with us!
        c You've been great. Goodbye for now!

        = subscription address
        c I moved to Edinburgh! Can you update the address for my subscription?
        a Congratulations on the move, {name}! Please send me the new address, and I will change it for the box of {date}.
        c 14 Leith Walk, Edinburgh EH6 5DT
        a Thank you. Shipping to Scotland costs the same. All boxes from now on go to 14 Leith Walk.
        c Cheers!

        = wholesale café
        c Hello, I run a small café in Lisbon. Could we buy hojicha powder in bulk?
        a Hello {name}, how nice! Yes: from 3 kg we offer wholesale prices. How much do you use in a month?
        c Around 4 kg. Mostly for lattes and a cheesecake.
        n Wholesale list B. EU organic certificate is needed for resale; ours runs until next spring.
        a For 4 kg the price is ¥5,800 per kg including the EU organic certificate. Shall I send 100 g of two roasts for you to try?
        c Yes please! The darker the better.
        a Both leave tomorrow by express. I'm looking forward to hearing which one wins.
        + 70h
        c The dark roast won by a mile. Please send an offer for 4 kg a month.
        """;
}
