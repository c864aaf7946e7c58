namespace Hub.Server.Platform.Startup;

/// <summary>What one setting demands of another, and of its own form.</summary>
internal static class OptionsChecks
{
    public static void Check(HubOptions options, StartupProblems problems)
    {
        // Names are compared and folded by Unicode's rules; without ICU they would be compared by bytes, silently.
        if ("ｶﾞ".Normalize(System.Text.NormalizationForm.FormKC) != "ガ" || string.Compare("é", "e\u0301", StringComparison.InvariantCulture) != 0)
        {
            problems.Add("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", null, "is set, or ICU is missing.", "Install libicu (Debian: apt-get install libicu72) and unset it.");
        }

        if (options.MasterKey is { } key && !Secrets.MasterKey.IsWellFormed(key))
        {
            problems.Add("Hub__MasterKey", null, "is not 32 bytes in base64.", "Make one with: openssl rand -base64 32");
        }

        if (options.AdminEmail is { } email && (email.Length > 254 || email.IndexOf('@') is <= 0 || email.EndsWith('@') || email.Any(char.IsWhiteSpace)))
        {
            problems.Add("Hub__AdminEmail", email, "is not an e-mail address.", "Set the address the first administrator signs in with.");
        }

        if (options.AdminPassword is { Length: < 8 })
        {
            problems.Add("Hub__AdminPassword", null, "is shorter than 8 characters.", "Choose a longer one.");
        }

        if (options is { AdminPassword: not null, AdminEmail: null })
        {
            problems.Add("Hub__AdminEmail", null, "is missing, but Hub__AdminPassword is set.", "Set both, or neither.");
        }

        if (options.Demo && options.PublicUrl is { } publicUrl && !HubOptions.IsLoopback(publicUrl.Host))
        {
            problems.Add("Hub__PublicUrl", publicUrl.GetLeftPart(UriPartial.Authority), "is not on this machine, but the demo has known secrets and must stay here.",
                "Leave it out in the demo, or set Hub__Demo=false.");
        }

        if (options is { S3: not null, FilesDirectory: not null })
        {
            problems.Add("Hub__FilesDirectory", null, "is set, and so is Hub__S3__Bucket.", "Files lie in one of them: leave the other out.");
        }

        if (options.Redis is { } redis)
        {
            CheckRedis(redis, problems);
        }
    }

    /// <summary>Wrong keys are told at the start, not with the first photo.</summary>
    public static async Task CheckBucketAsync(HubOptions options, StartupProblems problems, CancellationToken cancellationToken)
    {
        if (options.S3 is not { AccessKey.Length: > 0, SecretKey.Length: > 0 } bucket)
        {
            return;
        }

        using var storage = new Files.S3Storage(bucket, options.DataDirectory);
        if (await storage.CheckAsync(cancellationToken) is { } why)
        {
            problems.Add("Hub__S3__Bucket", bucket.ToString(), $"cannot be used: {why}.", "Check Hub__S3__Endpoint, Hub__S3__Region, the keys, and what their account may do in the bucket.");
        }
    }

    private static void CheckRedis(string redis, StartupProblems problems)
    {
        const string form = "Write it as host:6379,user=...,password=...,ssl=true.";
        if (redis.Contains("://", StringComparison.Ordinal))
        {
            problems.Add("ConnectionStrings__Redis", null, "is a redis:// address; the client does not read those.", form);
            return;
        }

        try
        {
            StackExchange.Redis.ConfigurationOptions.Parse(redis);
        }
        catch (ArgumentException)
        {
            problems.Add("ConnectionStrings__Redis", null, "cannot be read.", form);
        }
    }
}
