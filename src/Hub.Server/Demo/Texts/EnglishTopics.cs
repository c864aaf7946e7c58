namespace Hub.Server.Demo.Texts;

/// <summary>What customers abroad write. <c>[a|b]</c> is told in one of these words each time; see <see cref="Wording"/>.</summary>
internal static class EnglishTopics
{
    public const string Topics = """
        = delivery late
        c [Hi there, |Hello, |Good morning. |Sorry to bother you, ][my order {order} was due on {due} and nothing has come.|the tracking for {order} hasn't moved since {due}.|I'm still waiting for the {item} I ordered.|{order} should have been here by {due}. Any news?]
        c [It's for my {who}'s birthday.|I'm in {country}, if that helps.|No card from the postman either.|I'm away from {day}, so I'm getting a little nervous.]
        a Hello {name}, this is {agent} at Tsumugi Tea. I'm sorry about the wait — [let me ask the carrier right away.|I'll find out where it is and come back to you today.]
        n [Called the carrier: |Carrier's portal: ]{cause}, parcel sits at {hub}. [Moves tomorrow.|They promise release within a day.|Asked for priority.]
        a [Found it: |I have an answer: ]it was held up at {hub} by {cause}. [It should reach you by {date}.|It is moving again and due on {date}.]
        c [Thanks for chasing that.|OK, {date} still works for me.|Great, fingers crossed.|That's a relief, thank you!]
        + 44h
        c [It's here! |Just arrived, ][thanks again.|everything in one piece.|and it smells wonderful already.]

        = delivery customs
        c [Customs in {country} is asking me for an invoice for {order}.|I got a letter from customs about {order}.|The courier wants me to pay {amount}0 dollars of duty on {order}. Is that right?]
        a Hello {name}, [thank you for letting me know.|that sounds annoying, I'm sorry.] [I have attached the details to your order page, so you can send them the invoice from there.|Tea itself is usually free of duty, but there may be a handling fee. Could you tell me the reference on the letter?]
        c [It says {lot}.|Found the invoice, sending it now.|Reference {lot}, due {date}.|They accepted the PDF, thanks!]
        n Customs {country}, ref {lot}. [Commercial invoice in English re-sent.|Carrier notified.|HS code 0902.10 on the form.]
        a [I've sent them the missing paper. It should be released within two days.|Perfect. If they ask for anything else, forward it to me and I'll handle it.]
        c [Appreciate the help!|Brilliant, thank you.|Released this morning, cheers.]

        = delivery address
        c [I made a typo in the address of {order}.|I've just moved — can {order} go to my new place?|My flat number is missing on {order}!|Could you send {order} to my office instead?]
        a No problem, {name}, [it hasn't left yet.|we are just in time.] What should it say?
        c [{street}, {city}.|Flat {num}, {street}, please.|{street}, {city}, care of reception.|It's {street}. Same name.]
        a Thank you. [Changed to {street}; it leaves on {date}.|Done — the label is being printed anew.] [Shall I update your account as well?|]
        c [Yes please.|Perfect, thanks.|You're quick! Thank you.|That'd be great.]

        = shipping question
        c [Do you ship to {country}?|How much is shipping to {country}?|How long does delivery to {country} take?|Is there free shipping to {country} above some amount?]
        a Hello {name}, yes, we do. [Airmail to {country} takes 7–10 days and starts at ¥1,900.|It starts at ¥1,900 and is free from ¥12,000.] [Teapots travel in a padded box of their own.|Everything is tracked.]
        c [And for two {goods}?|Great, I'll order the {item}.|Can I combine it with a friend's order?|Is express possible? I need it by {date}.]
        a [Two fit in one box, so the price stays the same.|Express takes three to four days and costs ¥3,400.|Of course, just write both names in the remarks.]
        c [Lovely, ordering now.|Thanks, that answers it.|Express it is. {order}.|Good to know, I'll think about it.]

        = returns damaged
        c [The {goods} arrived with a crack.|One tin of {item} was dented and open.|Sadly the {goods} in {order} broke on the way.|There were tea leaves all over the box, the bag of {item} had split.]
        a I'm so sorry, {name}. [Are you all right — no cuts?|That should not happen.] [I'll send a new one at once.|A replacement leaves today, of course free of charge.]
        c [I'm fine, it just looks sad.|Do you need the broken one back?|Thank you. Can it get here before {date}?|I took photos if you need them.]
        n Replacement for {order}. [Double padding.|Told the warehouse.|Third case with this carrier, reported.]
        a [No need to send anything back.|It leaves by express and arrives by {date}.] [Thank you for being so kind about it.|]
        c [That was easy. Thank you!|Wow, thanks for the quick help.|Much appreciated.]

        = returns wrong
        c [I ordered {item} but got {other}.|There's one bag missing from {order}.|You sent {amount} bags instead of one — not complaining, but still.|My box had somebody else's packing slip in it.]
        a Hello {name}, [that is our mistake, I'm sorry.|thank you for telling us.] [I'm sending the right one today.|Let me check what happened at the packing table.]
        c [Should I return it?|Great. What do I do with the {other}?|No rush at all.|Thanks, {order} is the number.]
        n [Mixed up at packing, shelf labels changed.|Two orders swapped; the other customer is informed.|Stock corrected.]
        a [Please keep it and enjoy it.|The {item} is on its way and should arrive on {date}.]
        c [That's very generous.|Thank you, you've won a customer.|Perfect.]
        s 2

        = payment
        c [My card was charged twice for {order}.|The payment page keeps failing.|I can't find where to enter my discount code.|Can I pay by bank transfer from {country}?]
        a Hello {name}, [let me look at that right away.|I'm sorry for the trouble.] [Please never send card numbers here.|]
        n [One capture, one reservation only.|Bank refused: 3-D Secure not completed.|Code expired yesterday; renewed as a courtesy.]
        a [Only one payment went through; the other is a reservation and disappears within five working days.|Your bank asked for a confirmation that timed out. Could you try once more?|The field is on the second page, under the address. I have also made the code valid until {date}.|Yes, you'll find our account on the order page. It takes about three days.]
        c [Ah, that makes sense.|Worked this time!|Found it, thanks.|OK, doing that now.]

        = subscription pause
        c [I'm travelling until {date}, can you pause my subscription?|Could you skip the next box?|Too much tea at home — please pause my monthly box.|I'd like a break from the subscription until spring.]
        a Of course, {name}. [It's paused; the next box would leave on {date}.|The next box is skipped.] [You can start again any time in your account.|Your price stays as it is.]
        c [Brilliant.|Thank you, that was painless.|Great, see you after the summer.|Perfect, enjoy the quiet 😄]

        = subscription change
        c [Can I swap the {other} in my box for {item}?|I'd like a bigger box from next month.|Could my subscription come every two months?|Please leave out the leaflets, I have a stack of them.]
        a Certainly, {name}. [The next box is packed on {date}, so we are just in time.|That's changed from the next box on.] [The price stays the same.|It comes to ¥{price} more a month.]
        c [Perfect.|Can I try a sample first?|Sounds good, go ahead.|Thanks a lot!]
        n Subscription {order} changed: {item}. [Sample 10 g in the next box.|Flag "no leaflet".|From {date}.]
        a [A little sample is in the next box.|All set. You'll get a confirmation by mail.]

        = subscription cancel
        c [I need to cancel my subscription.|Please end my monthly box after this one.|Moving to {country}, so I have to stop the subscription.]
        a [No problem at all, {name}.|I'm sorry to see you go, {name}.] [Would every second month suit you better, or shall I cancel it today?|It is cancelled as of today and nothing more will be charged.]
        c [Cancel please, maybe I'll be back.|Every second month is a good idea, let's do that.|Thank you for everything.|Just cancel, thanks.]
        a [Done. Thank you for being with us!|Changed to every second month; the next box leaves on {date}.]

        = brewing
        c [My {tea} tastes bitter, what am I doing wrong?|How hot should the water be for {tea}?|How many grams of {tea} per cup?|Can I make {tea} in a French press?]
        a Hi {name}! [For {tea} we suggest about 70 °C and one minute.|Let the water cool a little first: boiling water brings out the bitterness.] [Three grams a cup is a good start.|Pour to the very last drop.]
        c [I've been using boiling water…|And the second infusion?|I only have a normal kettle.|What about cold brew?]
        a [Pour the water into the cups first; each pour cools it by about 10 °C.|The second one needs only ten seconds, a bit hotter.|15 g in a litre of cold water, three hours in the fridge.]
        c [What a difference!|It's almost like broth, amazing.|Trying that tonight.|My {who} wants some now too.]
        s 1

        = products
        c [Which tea would you recommend for a beginner?|What's the difference between {item} and {other}?|Looking for something low in caffeine.|Which of your teas goes well with chocolate?|What would my {who} like, who only drinks coffee?]
        a Hello {name}, [I'd start with {item}.|good question!] [{item} is sweet and soft, {other} rather toasty.|Roasted hojicha is low in caffeine and very forgiving.|There's a tasting set of three for ¥{price}.]
        c [The tasting set sounds perfect.|I'll take both!|Is it organic?|Does it come in tea bags?]
        a [Yes, certified since 2016.|There are bags too, twenty in a box.|It ships within two days.]
        c [Ordered: {order}.|Lovely, thank you.|You know your tea. Thanks!|Great help.]

        = storage
        c [How long does {item} keep?|I found a bag of {item} from last year. Still fine?|Should I keep matcha in the fridge?|My tin lost its lid, do you sell spares?]
        a Hi {name}, [unopened about ten months.|once opened, best within a month.] [Keep it away from light, damp and spices.|If it was in the fridge, let it warm up before you open it.]
        c [So no glass jar on the windowsill, then.|Thanks, tasting it now.|Good to know!|I'd better drink faster 😅]

        = stock
        c [When is {item} back in stock?|Is the {color} {goods} coming back?|{item} has been sold out for weeks.|Do you still have last year's {item}?]
        a Hello {name}, [we expect it on {date}.|let me ask the kiln.|this season's is gone, I'm afraid.] [Shall I put {amount} aside for you?|I can write to you when it arrives.]
        c [Yes please!|Put {amount} aside, thanks.|Is {other} similar?|I'll wait, it's worth it.]
        n [Set {amount} aside until {date}.|Kiln says {date}.|Waiting list.]
        a [Done, they are yours until {date}.|{other} is close, a little lighter.]

        = gift
        c [I'd like to send {item} to my {who} in {city}.|Do you do gift wrapping?|It's a wedding gift — can you wrap it the Japanese way?|Can you add a handwritten card?]
        a With pleasure, {name}. [We wrap it in washi, and the card is free.|For weddings there is a noshi paper with a knot that cannot be untied.] What should the card say?
        c ["Thinking of you. Love, {family}."|"Happy birthday, and no, you can't return it."|"To many quiet cups."|"Congratulations from all of us!"]
        n Gift {order}. [No price in the box.|Card handwritten by Olivia.|Arrives {date}.]
        a [Beautiful. It arrives on {date}, with no price in the box.|We'll send you a photo before it leaves.]
        c [You're wonderful.|Thank you so much!|Can't wait to hear what they say.]
        s 7

        = wholesale
        c [We run a small {trade} in {city}. |Hello from a {trade} in {city}! |I'm opening a {trade} next spring. ][Could we buy {item} in bulk?|What's your price for {kilo} kg of {item} a month?|Do you have wholesale samples?]
        a Hello {name}, how nice! [From 3 kg we offer wholesale prices.|I'd gladly send you three samples.] [How will you serve it?|How much do you use in a month?]
        c [Mostly lattes.|Around {kilo} kg.|After dinner, in small pots.|Baking, a lot of baking.]
        n Wholesale list B. [EU organic certificate needed.|{kilo} kg/month.|Samples on {date}.]
        a [For {kilo} kg the price is ¥{price} per kg.|The samples leave tomorrow by express.]
        c [Great, send me an offer please.|We'll taste and come back to you.|The darker one, no contest.|Agreed, let's start next month.]

        = visit
        c [We're in Kyoto on {date}. Can we taste some teas?|What are your opening hours?|Is the shop step-free? My {who} uses a wheelchair.|Do you give tours of the workshop?]
        a We'd love that, {name}! [We're open 10:00–18:00, closed on Wednesdays.|The tasting takes 40 minutes and costs ¥1,500 each.] [There's one step, and we have a ramp.|Which day suits you?]
        c [{day} at 14:00, {amount} people, please.|Great, we'll walk in.|Perfect, see you then.|Is it in English?]
        a [Booked. Look for the green noren curtain.|Yes, Olivia hosts it in English.]
        c [See you soon!|Best hour of our trip, thank you!|Can't wait.]

        = thanks
        c [The {item} is the best tea I've ever had.|Just wanted to say thank you for sorting out {order}.|My {who} cried over the card. In a good way!|Finished the {item} in a week. No regrets.]
        a [You've made our day, {name}.|Thank you so much, {name}!] [I'll read it out at the morning meeting.|I'll tell the roaster.]
        s 7
        """;
}
