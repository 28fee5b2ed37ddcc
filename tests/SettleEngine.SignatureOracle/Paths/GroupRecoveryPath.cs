using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SignatureOracle.Paths;

/// <summary>The kernels' recovery of whole groups, for payers that nobody knows yet.</summary>
/// <param name="tier">The tier.</param>
internal sealed class GroupRecoveryPath(VerifierTier tier) : RecoveryPath
{
    private readonly KernelMemory _memory = new(tier);
    private readonly SignedDigest[] _items = new SignedDigest[SignatureKernels.MaxItems];
    private readonly PublicKey[] _keys = new PublicKey[SignatureKernels.MaxItems];

    protected override void Recover(
        ReadOnlySpan<Hash256> digests, ReadOnlySpan<EcdsaSignature> signatures, Span<byte> keys, Span<bool> found)
    {
        for (var start = 0; start < found.Length; start += SignatureKernels.MaxItems)
        {
            var size = Math.Min(SignatureKernels.MaxItems, found.Length - start);
            for (var i = 0; i < size; i++)
            {
                _items[i] = new SignedDigest(digests[start + i], signatures[start + i]);
            }

            _memory.Kernels.Recover(_items.AsSpan(0, size), _keys.AsSpan(0, size), found.Slice(start, size));
            for (var i = 0; i < size; i++)
            {
                if (found[start + i])
                {
                    _keys[i].CopyTo(keys[((start + i) * Secp256k1.PublicKeySize)..]);
                }
            }
        }
    }

    protected override void Dispose(bool isDisposing)
    {
        _memory.Dispose();
        base.Dispose(isDisposing);
    }
}
