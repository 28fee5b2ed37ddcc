using Xunit;

namespace SettleEngine.EndToEnd.Tests.Devnet;

/// <summary>Tests that share one chain and therefore run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class SharedChain : ICollectionFixture<LocalChainFixture>
{
    public const string Name = "local chain";
}
