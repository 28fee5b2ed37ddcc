using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SignatureOracle.Paths;

/// <summary>Recovery of one signature at a time.</summary>
internal sealed class SingleRecoveryPath : RecoveryPath
{
    protected override void Recover(
        ReadOnlySpan<Hash256> digests, ReadOnlySpan<EcdsaSignature> signatures, Span<byte> keys, Span<bool> found)
    {
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = Secp256k1.TryRecover(digests[i], signatures[i], keys[(i * Secp256k1.PublicKeySize)..]);
        }
    }
}
