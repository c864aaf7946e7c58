using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Server.Tests.Identity;

namespace Hub.Server.Tests.Conversations.Live;

/// <summary>The reducer: rows, threads and records by version, with tombstones. And what a fresh look by REST shows, in the same words.</summary>
internal sealed class DeskState
{
    private readonly Dictionary<Guid, JsonElement> rows = [];
    private readonly Dictionary<Guid, int> removed = [];
    private readonly Dictionary<Guid, SortedDictionary<int, JsonElement>> threads = [];
    private readonly Dictionary<Guid, JsonElement> customers = [];

    public bool Sees(Guid conversation) => rows.ContainsKey(conversation);

    public bool HasThread(Guid conversation) => threads.ContainsKey(conversation);

    public IEnumerable<string?> Texts(Guid conversation) =>
        threads[conversation].Values.Where(message => message.GetProperty("content").TryGetProperty("body", out _)).Select(message => message.GetProperty("content").GetProperty("body").GetString());

    public void Clear()
    {
        rows.Clear();
        removed.Clear();
        threads.Clear();
        customers.Clear();
    }

    public void Apply(JsonElement one)
    {
        switch (one.GetProperty("type").GetString())
        {
            case "conversation":
                Upsert(one.GetProperty("row"));
                break;
            case "conversationRemoved":
                Remove(one.GetProperty("id").GetGuid(), one.GetProperty("version").GetInt32());
                break;
            case "message":
                var message = one.GetProperty("message");
                if (threads.TryGetValue(message.GetProperty("conversationId").GetGuid(), out var thread))
                {
                    var number = message.GetProperty("number").GetInt32();
                    if (!thread.TryGetValue(number, out var known) || Version(message) >= Version(known))
                    {
                        thread[number] = message;
                    }
                }

                break;
            case "customer":
                var customer = one.GetProperty("customer");
                if (!customers.TryGetValue(Id(customer), out var before) || Version(customer) >= Version(before))
                {
                    customers[Id(customer)] = customer;
                }

                break;
            case "call" or "followUp":
                // No part of a list or thread: the desk fetches what rings anew.
                break;
            case var unknown:
                throw new InvalidOperationException($"An event of a kind nobody knows: {unknown}");
        }
    }

    public void Upsert(JsonElement row)
    {
        if ((!rows.TryGetValue(Id(row), out var known) || Version(row) >= Version(known)) && (!removed.TryGetValue(Id(row), out var gone) || Version(row) >= gone))
        {
            rows[Id(row)] = row;
            removed.Remove(Id(row));
        }
    }

    public void Replace(Guid conversation, IEnumerable<JsonElement> messages, JsonElement customer)
    {
        threads[conversation] = new(messages.ToDictionary(message => message.GetProperty("number").GetInt32()));
        customers[Id(customer)] = customer;
    }

    /// <summary>One line for every row, message and record. A customer's name beside a message is shown from the record, so it is left out there.</summary>
    public string Show(IEnumerable<Guid> open)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Values.OrderBy(Id))
        {
            text.Append(Canonical(row)).Append('\n');
        }

        foreach (var id in open.Where(rows.ContainsKey).Order())
        {
            foreach (var message in threads.TryGetValue(id, out var thread) ? thread.Values.AsEnumerable() : [])
            {
                text.Append(Canonical(message)).Append('\n');
            }

            var customer = rows[id].GetProperty("customer").GetProperty("id").GetGuid();
            text.Append(customers.TryGetValue(customer, out var record) ? Canonical(record) : "no record").Append('\n');
        }

        return text.ToString();
    }

    public static async Task<string> LookAsync(DeskClient rest, IEnumerable<Guid> open)
    {
        var fresh = new DeskState();
        (await RowsAsync(rest)).ForEach(fresh.Upsert);
        foreach (var id in open.Where(fresh.rows.ContainsKey))
        {
            if (await ThreadAsync(rest, id) is var (messages, customer))
            {
                fresh.Replace(id, messages, customer);
            }
        }

        return fresh.Show(open);
    }

    public static async Task<List<JsonElement>> RowsAsync(DeskClient rest)
    {
        var found = new List<JsonElement>();
        foreach (var view in new[] { "open", "waiting", "snoozed", "resolved", "spam", "open" })
        {
            string? cursor = null;
            do
            {
                var page = (await rest.SendAsync("GET", $"/api/conversations?view={view}&limit=100{(cursor is null ? "" : $"&cursor={cursor}")}")).Is(HttpStatusCode.OK).Json;
                found.AddRange(page.GetProperty("items").EnumerateArray());
                cursor = page.GetProperty("next").GetString();
            }
            while (cursor is not null);
        }

        return found;
    }

    public static async Task<(List<JsonElement> Messages, JsonElement Customer)?> ThreadAsync(DeskClient rest, Guid conversation)
    {
        var messages = new List<JsonElement>();
        JsonElement page;
        do
        {
            var after = messages.Count == 0 ? 0 : messages[^1].GetProperty("number").GetInt32();
            var answer = await rest.SendAsync("GET", $"/api/conversations/{conversation}/messages?after={after}&limit=200");
            if (answer.Status == HttpStatusCode.NotFound)
            {
                return null;
            }

            page = answer.Is(HttpStatusCode.OK).Json;
            messages.AddRange(page.GetProperty("items").EnumerateArray());
        }
        while (page.GetProperty("hasMore").GetBoolean());

        var row = await rest.SendAsync("GET", $"/api/conversations/{conversation}");
        if (row.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        var customer = await rest.SendAsync("GET", $"/api/customers/{row.Json.GetProperty("customer").GetProperty("id").GetGuid()}");
        return customer.Status == HttpStatusCode.NotFound ? null : (messages, customer.Is(HttpStatusCode.OK).Json);
    }

    private void Remove(Guid id, int version)
    {
        // Also when it has come back by now: the server stopped telling about the thread when it went, so it has to be followed anew.
        threads.Remove(id);
        if (rows.TryGetValue(id, out var known) && Version(known) >= version)
        {
            return;
        }

        rows.Remove(id);
        removed[id] = Math.Max(version, removed.GetValueOrDefault(id));
    }

    private static Guid Id(JsonElement thing) => thing.GetProperty("id").GetGuid();

    private static int Version(JsonElement thing) => thing.GetProperty("version").GetInt32();

    private static string Canonical(JsonElement thing)
    {
        var node = JsonNode.Parse(thing.GetRawText())!;
        if (node["sender"] is JsonObject sender && (string?)sender["type"] == "customer")
        {
            sender["name"] = null;
        }

        return node.ToJsonString();
    }
}
