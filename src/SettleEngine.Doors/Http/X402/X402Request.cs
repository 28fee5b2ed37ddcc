using SettleEngine.Core.Authorizations;

namespace SettleEngine.Doors.Http.X402;

/// <summary>What <c>/verify</c> and <c>/settle</c> read from their body.</summary>
internal sealed class X402Request
{
    /// <summary>x402 version: 1 or 2; 2 when the caller names another one.</summary>
    public int Version { get; set; } = 2;

    /// <summary>The network as the caller spelled it, in JSON with its quotes; empty when there was none.</summary>
    public byte[] NetworkJson { get; set; } = [];

    /// <summary>The payer as the caller spelled it, or null before it could be read.</summary>
    public string? Payer { get; set; }

    /// <summary>What to verify or settle. Meaningful only without a refusal.</summary>
    public SignedAuthorization Item { get; set; }

    /// <summary>Why the request is refused before the engine is asked, or null.</summary>
    public X402Refusal? Refusal { get; set; }
}
