using Hub.Server.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(OwnServers))]

namespace Hub.Server.Tests;

/// <summary>
/// Tests that start and kill servers of their own take minutes and every processor they get. In two rows they leave a thread to the others, and they
/// come first: begun last, they would keep one thread busy while nothing is left for the rest. Next come those of mail, which wait most of their time and
/// take no processor from the others meanwhile.
/// </summary>
public sealed class OwnServers : ITestCollectionOrderer
{
    public const string Killed = "Servers that are killed";
    public const string Moved = "Servers that are moved";

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName switch
        {
            Killed or Moved => 0,
            var name when name.Contains(".Conversations.Mail", StringComparison.Ordinal) => 1,
            _ => 2,
        })];
}
