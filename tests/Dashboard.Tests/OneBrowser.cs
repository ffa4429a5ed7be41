namespace Dashboard.Tests;

/// <summary>All tests use one browser, one after the other: two cores are soon used up.</summary>
[CollectionDefinition(Name)]
public sealed class OneBrowser : ICollectionFixture<Browser>
{
    internal const string Name = "browser";
}
