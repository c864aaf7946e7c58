using Hub.Channels;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Customers;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>Why a reply cannot be sent at all: a stable code, or null. Asked when it is written, and again when a scheduled one is due.</summary>
internal sealed class ReplyRefusal(ChannelAccounts accounts)
{
    public async Task<string?> OfAsync(
        NpgsqlConnection connection, ConversationState conversation, string? text, Guid[] files, Guid authorId, CancellationToken cancellationToken, Letter? letter = null, Composed? composed = null, MessageWay? way = null)
    {
        if ((way ?? MessageWay.HomeOf(conversation)) is not var (identityId, accountId, channel, _))
        {
            return "no_channel";
        }

        var account = await accounts.ByIdAsync(accountId, cancellationToken);
        if (account is not { Active: true })
        {
            return "account_inactive";
        }

        if (account.ReceiveOnly)
        {
            return "receive_only";
        }

        if (conversation.MergedInto is not null)
        {
            return "merged";
        }

        var adapter = accounts.Adapter(channel);
        var capabilities = adapter.Capabilities;
        if (composed is not null && OfComposed(adapter, account.Account, text, composed, await RecipientAsync(connection, identityId, cancellationToken)) is { } fault)
        {
            return fault;
        }

        if (text is null && files.Length == 0 && composed?.Content is null)
        {
            return "no_text";
        }

        if (letter is { To.Count: 0 })
        {
            return "no_recipient";
        }

        if (text?.Length > capabilities.MaxTextLength)
        {
            return "too_long";
        }

        await using (var command = new NpgsqlCommand("SELECT reachable FROM customers.identity WHERE id = $1", connection).With(identityId))
        {
            if (await command.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return "not_reachable";
            }
        }

        if (await OptOuts.IsAsync(connection, channel, identityId, cancellationToken))
        {
            return ReceiptReceived.OptedOut;
        }

        if (files.Length == 0)
        {
            return null;
        }

        if (!capabilities.Attachments)
        {
            return "no_attachments";
        }

        await using var check = new NpgsqlCommand("""
            WITH free AS (SELECT size FROM conversations.attachment WHERE id = ANY($1) AND uploaded_by = $2 AND conversation_id IS NULL AND state = 1 FOR UPDATE)
            SELECT count(*), COALESCE(max(size), 0) FROM free
            """, connection).With(files, authorId);
        await using var reader = await check.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0) != files.Distinct().Count() ? "unknown_attachment" : reader.GetInt64(1) > capabilities.MaxAttachmentBytes ? "attachment_too_large" : null;
    }

    private static async Task<string> RecipientAsync(NpgsqlConnection connection, Guid identityId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT external_id FROM customers.identity WHERE id = $1", connection).With(identityId);
        return (string?)await command.ExecuteScalarAsync(cancellationToken) ?? "";
    }

    /// <summary>What the channel has, and what it takes, as far as can be told without asking the provider.</summary>
    /// <param name="recipient">Empty while it is only being looked at.</param>
    public static string? OfComposed(IChannelAdapter adapter, ChannelAccount account, string? text, Composed composed, string recipient = "")
    {
        if ((composed.Kind is { } kind && !adapter.Capabilities.Composes.Contains(kind)) || (composed.QuickReplies is not null && !adapter.Capabilities.Composes.Contains("quickReplies")))
        {
            return "not_possible_here";
        }

        // Nobody could unmask what stands deep in a card.
        return MaskedText.Of(composed.Words).Original is not null ? "sensitive_number"
            : adapter.Plan(account, new OutboundMessage(Guid.Empty, recipient, text ?? "-", []) { Composed = composed.Content, QuickReplies = composed.QuickReplies }, hasReplyHandle: false).Refusal;
    }
}
