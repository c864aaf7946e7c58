using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Server.Identity;

/// <summary>Collects what is wrong with a request, so that a form can show all of it at once.</summary>
internal sealed class InputErrors
{
    private readonly Dictionary<string, string[]> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(string field, string code) => _errors.TryAdd(field, [code]);

    /// <summary>The trimmed text; one that is missing, empty or too long is an error.</summary>
    public string Text(string field, string? value, int maxLength)
    {
        var text = value?.Trim() ?? "";
        if (text.Length == 0)
        {
            Add(field, "required");
        }
        else if (text.Length > maxLength)
        {
            Add(field, "too_long");
        }
        else if (text.Any(char.IsControl))
        {
            Add(field, "invalid");
        }

        return text;
    }

    public string Email(string field, string? value)
    {
        var email = Text(field, value, 254);
        var at = email.IndexOf('@', StringComparison.Ordinal);
        if (email.Length > 0 && (at < 1 || at != email.LastIndexOf('@') || at == email.Length - 1 || email.Any(char.IsWhiteSpace)))
        {
            Add(field, "invalid");
        }

        return email;
    }

    public string Password(string field, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            Add(field, "required");
        }
        else if (value.Length < Passwords.MinLength)
        {
            Add(field, "too_short");
        }
        else if (value.Length > Passwords.MaxLength)
        {
            Add(field, "too_long");
        }

        return value ?? "";
    }

    public ProblemHttpResult ToProblem() => Problem.Invalid(_errors);
}
