namespace Hub.Channels.Twilio;

/// <summary>A number as people in its country write it, as far as that needs no tables: Japanese mobile numbers and North American ones; others stay as they are.</summary>
internal static class PhoneDisplay
{
    internal static string Of(string number) => number switch
    {
        ['+', '8', '1', ('2' or '5' or '6' or '7' or '8' or '9'), '0', ..] when number.Length == 13 => $"0{number[3..5]}-{number[5..9]}-{number[9..]}",
        ['+', '1', ..] when number.Length == 12 => $"({number[2..5]}) {number[5..8]}-{number[8..]}",
        _ => number,
    };
}
