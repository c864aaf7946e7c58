using System.Text;

namespace Hub.Server.Platform.Startup;

/// <summary>Collects what is wrong with the settings and their surroundings, so that one start tells the operator everything there is to repair.</summary>
internal sealed class StartupProblems
{
    private readonly List<string> problems = [];

    public bool Any => problems.Count > 0;

    /// <param name="setting">The name as it is written in the environment, such as <c>Hub__PublicUrl</c>.</param>
    /// <param name="value">What was found; null for secrets and for what is missing.</param>
    /// <param name="problem">What is wrong with it, as the rest of a sentence.</param>
    /// <param name="remedy">What to do.</param>
    public void Add(string setting, string? value, string problem, string remedy)
    {
        var head = value is null ? setting : $"{setting} = {value}";
        problems.Add($"  {head}\n    {problem}\n    -> {remedy}\n");
    }

    public void ThrowIfAny()
    {
        if (Any)
        {
            throw ToException();
        }
    }

    /// <summary>One problem found alone, later than the checks.</summary>
    public static StartupException One(string setting, string? value, string problem, string remedy)
    {
        var problems = new StartupProblems();
        problems.Add(setting, value, problem, remedy);
        return problems.ToException();
    }

    private StartupException ToException()
    {
        var message = new StringBuilder("CrmHub cannot start");
        message.Append(problems.Count == 1 ? ":\n\n" : $", {problems.Count} problems:\n\n");
        message.AppendJoin('\n', problems);
        return new StartupException(message.ToString().TrimEnd());
    }
}
