using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>First topics of the token's events that settlement proofs are made of.</summary>
public static class EventTopics
{
    /// <summary><c>AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)</c>.</summary>
    public static Hash256 AuthorizationUsed { get; } =
        Hash256.Parse("0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5");

    /// <summary><c>AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)</c>.</summary>
    public static Hash256 AuthorizationCanceled { get; } =
        Hash256.Parse("0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81");

    /// <summary><c>Transfer(address indexed from, address indexed to, uint256 value)</c>.</summary>
    public static Hash256 Transfer { get; } =
        Hash256.Parse("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
}
