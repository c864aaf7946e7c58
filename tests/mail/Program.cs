using Hub.MailTrial;

const string Usage = """
    Usage: dotnet run -c Release --project tests/mail -- show  FILE...
           dotnet run -c Release --project tests/mail -- fuzz  [--count N] [--seed N] FOLDER...
           dotnet run -c Release --project tests/mail -- speed [--seconds N] FOLDER...

      show   what the reader makes of each mail, as JSON
      fuzz   reads N (1,000,000) damaged mails made of those in the folders; ends with 1 at the first hang, exception or growth over 64 MB
      speed  reads the mails in the folders over and over for N (10) seconds; prints mails and megabytes per second
    """;

if (args is ["show", .. var files])
{
    Show.Run(files);
    return 0;
}

var folders = new List<string>();
var numbers = new Dictionary<string, int> { ["--count"] = 1_000_000, ["--seed"] = 1, ["--seconds"] = 10 };
for (var i = 1; i < args.Length; i++)
{
    if (numbers.ContainsKey(args[i]) && i + 1 < args.Length && int.TryParse(args[i + 1], out var number))
    {
        numbers[args[i++]] = number;
    }
    else
    {
        folders.Add(args[i]);
    }
}

var mails = Mails.In(folders);
switch (args)
{
    case ["fuzz", ..] when mails.Count > 0:
        return Fuzz.Run(mails, numbers["--count"], numbers["--seed"]);
    case ["speed", ..] when mails.Count > 0:
        Speed.Run(mails, numbers["--seconds"]);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
