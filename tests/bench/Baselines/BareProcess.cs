using System.Diagnostics;
using Hub.Bench.Wire;

namespace Hub.Bench.Baselines;

/// <summary>The other end of a <see cref="BareServer"/>.</summary>
internal sealed class BareProcess : IDisposable
{
    private readonly Process process = ChildProcess.StartSelf("bare");

    public BareProcess() => Address = new Uri(process.StandardOutput.ReadLine() ?? throw new IOException("The bare server did not start."));

    public Uri Address { get; }

    public int Id => process.Id;

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5000))
        {
            process.Kill();
        }

        process.Dispose();
    }
}
