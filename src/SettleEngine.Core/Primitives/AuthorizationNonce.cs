namespace SettleEngine.Core.Primitives;

/// <summary>32 bytes that the payer chose, unique for payer and token, in no order (EIP-3009).</summary>
/// <param name="Bytes">The bytes as the payer signed them.</param>
public readonly record struct AuthorizationNonce(Hash256 Bytes)
{
    /// <summary>The bytes as <c>0x</c> and 64 lower-case digits.</summary>
    /// <returns>66 characters.</returns>
    public override string ToString() => Bytes.ToString();
}
