using System.Text.Json;
using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet.TokenContracts;

/// <summary>What lies at which address of a local chain, and how it gets there.</summary>
public static class LocalContracts
{
    /// <summary>The chain id of Base Sepolia, whose default asset the official clients know.</summary>
    public const ulong ChainId = 84532;

    /// <summary>The token with the domain that its payers sign for. The address is that of USDC on Base Sepolia.</summary>
    public static Token Token { get; } = KnownTokens.For(ChainId)[0];

    /// <summary>Multicall3, at the address that it has on every chain.</summary>
    public static Address Multicall3 => Multicall3Calldata.Contract;

    /// <summary>Keccak-256 of Multicall3's runtime code.</summary>
    public static Hash256 Multicall3CodeHash { get; } =
        Hash256.Parse("0x5a29a1eb2f59e45e4249b938c8192cac0d2bd32398e1afa03f302a867db692ea");

    /// <summary>Owner, pauser, blacklister and master minter of the token. Nobody has its key: act for it with
    /// <see cref="LocalChain.SendAsAsync"/>.</summary>
    public static Address TokenAdministrator { get; } = Address.Parse("0x5e771e0000000000000000000000000000000001");

    /// <summary>Administrator of the token's proxy; it cannot call the token itself.</summary>
    internal static Address ProxyAdministrator { get; } = Address.Parse("0x5e771e0000000000000000000000000000000002");

    /// <summary>The code behind the proxy.</summary>
    internal static Address Implementation { get; } = Address.Parse("0x5e771e0000000000000000000000000000000003");

    /// <summary>The library that the implementation checks signatures with.</summary>
    internal static Address SignatureLibrary { get; } = Address.Parse("0x5e771e0000000000000000000000000000000004");

    /// <summary>Puts code and administration in place. The token still has to be initialized by a transaction.</summary>
    /// <param name="rpc">The fresh chain.</param>
    /// <param name="multicall3CreationCode">The published creation code.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the code stands.</returns>
    internal static async Task PlantAsync(
        JsonRpcEndpoint rpc,
        string multicall3CreationCode,
        CancellationToken cancellationToken)
    {
        // A call without a target runs creation code and returns what it would have deployed.
        var creation = new Dictionary<string, object?>(StringComparer.Ordinal) { ["data"] = multicall3CreationCode };
        var multicall3 = await rpc.CallAsync("eth_call", cancellationToken, creation, "latest");

        var library = await ContractArtifact.LoadAsync("SignatureChecker", cancellationToken);
        var implementation = await ContractArtifact.LoadAsync("DollarToken", cancellationToken);
        var proxy = await ContractArtifact.LoadAsync("TokenProxy", cancellationToken);
        var calls = new[]
        {
            new JsonRpcCall("anvil_setCode", Multicall3, multicall3.GetString()),
            new JsonRpcCall("anvil_setCode", SignatureLibrary, library.AsLibraryAt(SignatureLibrary)),
            new JsonRpcCall("anvil_setCode", Implementation, implementation.Link(SignatureLibrary)),
            new JsonRpcCall("anvil_setCode", Token.Address, proxy.Link(default)),
            SetStorage(Token.Address, TokenSlots.Implementation, CallData.Word(Implementation)),
            SetStorage(Token.Address, TokenSlots.Admin, CallData.Word(ProxyAdministrator)),
        };
        ThrowOnError(await rpc.CallBatchAsync(calls, cancellationToken));
    }

    /// <summary>A storage write.</summary>
    /// <param name="account">The contract.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="value">The new word.</param>
    /// <returns>The call.</returns>
    internal static JsonRpcCall SetStorage(Address account, Hash256 slot, UInt256 value)
    {
        Span<byte> word = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(word);

        // The node reads the slot as a number and the value as 32 bytes.
        return new JsonRpcCall("anvil_setStorageAt", account, CallData.Word(slot), Hex.Encode(word));
    }

    /// <summary>Raises the first error of a batch.</summary>
    /// <param name="replies">The batch's replies.</param>
    /// <exception cref="JsonRpcException">A call was refused.</exception>
    internal static void ThrowOnError(IEnumerable<JsonRpcReply> replies)
    {
        foreach (var reply in replies)
        {
            if (reply.Error is { } error)
            {
                throw error;
            }
        }
    }

    /// <summary>Reads a hex quantity.</summary>
    /// <param name="element">A JSON string.</param>
    /// <returns>The number.</returns>
    internal static UInt256 ReadQuantity(JsonElement element)
    {
        var digits = element.GetString().AsSpan(2);
        Span<char> padded = stackalloc char[2 + (2 * UInt256.Size)];
        padded.Fill('0');
        padded[1] = 'x';
        digits.CopyTo(padded[^digits.Length..]);
        return CallData.Word(Hash256.Parse(padded.ToString()));
    }
}
