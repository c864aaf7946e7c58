using System.Net;
using System.Text;

namespace Hub.Channels.Tests;

/// <summary>A request as the provider saw it.</summary>
internal sealed record SeenRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>Answers requests in the order of a script and keeps what it was asked. A request beyond the script fails the test.</summary>
internal sealed class ScriptedProvider : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _script = new();
    private readonly List<SeenRequest> _seen = [];
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal IReadOnlyList<SeenRequest> Seen => _seen;

    /// <summary>Completes when a request has met <see cref="Hangs"/>.</summary>
    internal Task Hanging => _hanging.Task;

    internal HttpClient Client => new(this, disposeHandler: false);

    internal ScriptedProvider Answers(int status, string body = "{}", params (string Name, string Value)[] headers) => Answers(() =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    });

    internal ScriptedProvider Answers(Func<HttpResponseMessage> response)
    {
        _script.Enqueue(_ => Task.FromResult(response()));
        return this;
    }

    internal ScriptedProvider Fails(Exception exception)
    {
        _script.Enqueue(_ => Task.FromException<HttpResponseMessage>(exception));
        return this;
    }

    internal ScriptedProvider Hangs()
    {
        _script.Enqueue(async cancellationToken =>
        {
            _hanging.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("Nobody waits for this answer.");
        });
        return this;
    }

    internal ScriptedProvider WaitsFor(Task gate, int status, string body)
    {
        _script.Enqueue(async cancellationToken =>
        {
            await gate.WaitAsync(cancellationToken);
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        });
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        Func<CancellationToken, Task<HttpResponseMessage>> answer;
        lock (_seen)
        {
            _seen.Add(new SeenRequest(request.Method.Method, request.RequestUri!.ToString(), headers, body));
            answer = _script.Dequeue();
        }

        return await answer(cancellationToken);
    }
}
