using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Hub.Channels.Telegram;

/// <summary>
/// Answers to choose from, as buttons below a message. A button carries 64 bytes: the text that pressing it says where that fits, else its number, and what counts is then
/// the label the customer has seen.
/// </summary>
internal static class TelegramButtons
{
    private const int MaxData = 64;
    private const int MaxButtons = 30;
    private const int MaxLabel = 64;
    private const string Says = "=";
    private const string Numbered = "#";

    internal static bool Fit(IReadOnlyList<QuickReply> answers) =>
        answers.Count is > 0 and <= MaxButtons && answers.All(answer => !string.IsNullOrWhiteSpace(answer.Label) && answer.Label.Length <= MaxLabel && !string.IsNullOrWhiteSpace(answer.Text));

    /// <summary>One below the other: labels of people's own words do not fit beside each other on a telephone.</summary>
    internal static object Keyboard(IReadOnlyList<QuickReply> answers) =>
        new { inline_keyboard = answers.Select((answer, index) => new[] { new { text = answer.Label, callback_data = Data(answer, index) } }) };

    /// <summary>The text in a button's data; null when it holds none, or is none of ours.</summary>
    internal static string? Said(string data) => data.StartsWith(Says, StringComparison.Ordinal) && data.Length > Says.Length ? data[Says.Length..] : null;

    /// <summary>The label of the button with this data below a message; null for buttons that are not ours.</summary>
    internal static string? Label(JsonElement message, string data)
    {
        if (!data.StartsWith(Numbered, StringComparison.Ordinal) || message.Child("reply_markup")?.Child("inline_keyboard", JsonValueKind.Array) is not { } rows)
        {
            return null;
        }

        var buttons = rows.EnumerateArray().Where(row => row.ValueKind == JsonValueKind.Array).SelectMany(row => row.EnumerateArray());
        return buttons.FirstOrDefault(button => button.Text("callback_data") == data) is { ValueKind: JsonValueKind.Object } found ? found.Text("text") : null;
    }

    private static string Data(QuickReply answer, int index) =>
        Encoding.UTF8.GetByteCount(answer.Text) <= MaxData - Says.Length ? Says + answer.Text : Numbered + index.ToString(CultureInfo.InvariantCulture);
}
