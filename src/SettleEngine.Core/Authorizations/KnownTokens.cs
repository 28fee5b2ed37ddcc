using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Authorizations;

/// <summary>The default assets of x402 that settle with EIP-3009, by chain. Names differ by chain for the same token.</summary>
/// <remarks>A table goes stale; the separators are compared with the contracts' own before anything is settled.</remarks>
public static class KnownTokens
{
    private static readonly Entry[] Entries =
    [
        new(1, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USD Coin", "2"),
        new(14, "0xe7cd86e13AC4309349F30B3435a9d337750fC82D", "USD₮0", "1"),
        new(50, "0xfA2958CB79b0491CC627c1557F441eF849Ca8eb1", "USDC", "2"),
        new(51, "0xb5AB69F7bBada22B28e79C8FFAECe55eF1c771D4", "USDC", "2"),
        new(137, "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USD Coin", "2"),
        new(143, "0x754704Bc059F8C67012fEd69BC8A327a5aafb603", "USDC", "2"),
        new(988, "0x779Ded0c9e1022225f8E0630b35a9b54bE713736", "USDT0", "1"),
        new(1328, "0x4fCF1784B31630811181f670Aea7A7bEF803eaED", "USDC", "2"),
        new(1329, "0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392", "USDC", "2"),
        new(2201, "0x78Cf24370174180738C5B8E352B6D14c83a6c9A9", "USDT0", "1"),
        new(8453, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USD Coin", "2"),
        new(36900, "0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2", "USDC.e", "2"),
        new(42161, "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USD Coin", "2"),
        new(42220, "0xcebA9300f2b948710d2653dD7B07f33A8B32118C", "USDC", "2"),
        new(42220, "0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e", "Tether USD", "1"),
        new(42220, "0xD2ab3C9A02DBBAB236BfEC45D1d755DF4267F771", "Tether America USD", "1"),
        new(43114, "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "USD Coin", "2"),
        new(84532, "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC", "2"),
        new(181228, "0x401eCb1D350407f13ba348573E5630B83638E30D", "Bridged USDC", "2"),
        new(190415, "0x401eCb1D350407f13ba348573E5630B83638E30D", "Bridged USDC", "2"),
        new(421614, "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d", "USD Coin", "2"),
        new(11142220, "0x01C5C0122039549AD1493B8220cABEdD739BC44E", "USDC", "2"),
    ];

    /// <summary>The known tokens of a chain; the first is what x402 takes for prices in dollars.</summary>
    /// <param name="chainId">The chain.</param>
    /// <returns>The tokens with their separators; empty for a chain that is not in the table. Made anew by each
    /// call.</returns>
    public static IReadOnlyList<Token> For(ulong chainId)
    {
        var tokens = new List<Token>();
        foreach (var entry in Entries)
        {
            if (entry.ChainId == chainId)
            {
                var address = Address.Parse(entry.Address);
                var separator = Eip712Domain.Separator(entry.Name, entry.Version, chainId, address);
                tokens.Add(new Token(address, entry.Name, entry.Version, separator));
            }
        }

        return tokens;
    }

    private readonly record struct Entry(ulong ChainId, string Address, string Name, string Version);
}
