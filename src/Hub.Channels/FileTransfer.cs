namespace Hub.Channels;

/// <summary>Copies a file from a provider's answer: never more than allowed, and only as long as something moves.</summary>
internal sealed class FileTransfer(TimeProvider time)
{
    private static readonly TimeSpan _betweenBytes = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _inAll = TimeSpan.FromMinutes(10);

    internal async Task<FetchOutcome> CopyAsync(HttpResponseMessage response, Stream destination, long maxBytes, Deadline deadline, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > maxBytes)
        {
            return new FetchOutcome(FetchStatus.TooLarge);
        }

        var buffer = new byte[81920];
        var start = time.GetTimestamp();
        long total = 0;
        Stream? body = null;
        try
        {
            while (true)
            {
                int read;
                try
                {
                    deadline.Extend(_betweenBytes);
                    body ??= await response.Content.ReadAsStreamAsync(deadline.Token);
                    read = await body.ReadAsync(buffer, deadline.Token);
                }
                catch (Exception e) when (deadline.IsNetworkFault(e))
                {
                    return new FetchOutcome(FetchStatus.Failed, Code: (e is OperationCanceledException ? CallFault.TimedOut : CallFault.ConnectionLost).Code());
                }

                if (read == 0)
                {
                    return new FetchOutcome(FetchStatus.Fetched, response.Content.Headers.ContentType?.MediaType);
                }

                total += read;
                if (total > maxBytes)
                {
                    return new FetchOutcome(FetchStatus.TooLarge);
                }

                if (time.GetElapsedTime(start) > _inAll)
                {
                    return new FetchOutcome(FetchStatus.Failed, Code: CallFault.TimedOut.Code());
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            if (body is not null)
            {
                await body.DisposeAsync();
            }
        }
    }
}
