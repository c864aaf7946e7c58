using Hub.Desk.Tests.Hosts;
using Xunit;

// One browser, one hub: journeys have customers of their own, and two at a time would only make each other slow.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Stage))]
[assembly: KeysAndSeconds]
