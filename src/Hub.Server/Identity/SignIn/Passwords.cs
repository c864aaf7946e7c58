using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Hub.Server.Identity;

internal enum PasswordCheck
{
    Wrong,
    Right,

    /// <summary>Right, and stored with fewer rounds than used today.</summary>
    RightButOld,

    /// <summary>Too many are waiting; ask again later.</summary>
    Busy,
}

/// <summary>
/// Hashes and checks passwords. A check of nobody's password costs as much as any other, and only a few run at once: a flood of sign-ins must not
/// take the processors from those who are working.
/// </summary>
internal sealed class Passwords : IDisposable
{
    public const int MinLength = 8;
    public const int MaxLength = 256;
    private const int Rounds = 210_000; // PBKDF2 with HMAC-SHA512, as OWASP's password storage page asks
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly PasswordHasher<object> _hasher;
    private readonly object _nobody = new();
    private readonly Lazy<string> _nobodysHash;
    private readonly SemaphoreSlim _running = new(Math.Max(1, Environment.ProcessorCount / 2));

    public Passwords() : this(Rounds)
    {
    }

    /// <param name="rounds">Fewer than <see cref="Rounds"/> only where nobody's real password is kept.</param>
    internal Passwords(int rounds)
    {
        _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = rounds }));
        _nobodysHash = new Lazy<string>(() => Hash(SecretToken.Create()));
    }

    public string Hash(string password) => _hasher.HashPassword(_nobody, Fold(password));

    /// <param name="hash">Null when there is nobody to check: as much work, never right.</param>
    public async Task<PasswordCheck> CheckAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        var nobodysHash = _nobodysHash.Value;
        if (!await _running.WaitAsync(LongestWait, cancellationToken))
        {
            return PasswordCheck.Busy;
        }

        try
        {
            var result = _hasher.VerifyHashedPassword(_nobody, hash ?? nobodysHash, Fold(password));
            return (hash, result) switch
            {
                (null, _) or (_, PasswordVerificationResult.Failed) => PasswordCheck.Wrong,
                (_, PasswordVerificationResult.SuccessRehashNeeded) => PasswordCheck.RightButOld,
                _ => PasswordCheck.Right,
            };
        }
        finally
        {
            _running.Release();
        }
    }

    public void Dispose() => _running.Dispose();

    // The same password typed with a Japanese and with a plain keyboard is one password.
    private static string Fold(string password) => password.IsNormalized(NormalizationForm.FormKC) ? password : password.Normalize(NormalizationForm.FormKC);
}
