using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Hub.Simulator.State;

/// <summary>
/// Keeps the state in a file under the data folder, one JSON record a line; the latest record of an id wins.
/// Without a data folder nothing is written. A torn last line (a kill) is skipped when reading.
/// </summary>
internal sealed partial class Journal(SimulatorOptions options, ILogger<Journal> logger, string file = "journal.jsonl") : IAsyncDisposable
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private Task writer = Task.CompletedTask;

    private string? Path => options.DataDirectory is { } folder ? System.IO.Path.Combine(folder, file) : null;

    public IEnumerable<JsonObject> Read()
    {
        if (Path is not { } path || !File.Exists(path))
        {
            yield break;
        }
        foreach (var line in File.ReadLines(path))
        {
            if (Parse(line) is { } record)
            {
                yield return record;
            }
        }
    }

    /// <summary>Replaces the file by these records and appends from now on.</summary>
    public void Start(IEnumerable<JsonObject> snapshot)
    {
        if (Path is not { } path)
        {
            return;
        }
        Directory.CreateDirectory(options.DataDirectory!);
        var fresh = path + ".new";
        File.WriteAllLines(fresh, snapshot.Select(record => record.ToJsonString(Json.Wire)));
        File.Move(fresh, path, overwrite: true);
        writer = Task.Run(() => WriteAsync(path));
    }

    public void Write(string kind, Func<JsonObject> record)
    {
        if (Path is not null)
        {
            var line = record();
            line["record"] = kind;
            lines.Writer.TryWrite(line.ToJsonString(Json.Wire));
        }
    }

    public async ValueTask DisposeAsync()
    {
        lines.Writer.TryComplete();
        await writer;
    }

    private async Task WriteAsync(string path)
    {
        try
        {
            await using var file = new StreamWriter(path, append: true);
            while (await lines.Reader.WaitToReadAsync())
            {
                while (lines.Reader.TryRead(out var line))
                {
                    await file.WriteLineAsync(line);
                }
                await file.FlushAsync();
            }
        }
        catch (IOException error)
        {
            Log.NotWritten(logger, error);
        }
    }

    private JsonObject? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            Log.Skipped(logger);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The journal can no longer be written; a restart will forget what comes now")]
        public static partial void NotWritten(ILogger logger, Exception error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A line of the journal could not be read and was skipped")]
        public static partial void Skipped(ILogger logger);
    }
}
