using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;

namespace SettleEngine.LoadBench.Verify.Sides;

/// <summary>Groups of 256 by recovery: digest, key, account, comparison.</summary>
internal sealed class UnknownSide(VerifierTier tier, SignedAuthorization[] items)
    : KernelSide($"{tier}: recovery", tier, items, SliceSize)
{
    private const int SliceSize = 1_024;

    private readonly SignedDigest[] _signed = new SignedDigest[SignatureKernels.MaxItems];
    private readonly PublicKey[] _keys = new PublicKey[SignatureKernels.MaxItems];
    private readonly bool[] _found = new bool[SignatureKernels.MaxItems];
    private readonly Address[] _accounts = new Address[SignatureKernels.MaxItems];

    protected override int CheckGroup(ReadOnlySpan<SignedAuthorization> group)
    {
        for (var i = 0; i < group.Length; i++)
        {
            _signed[i] = new SignedDigest(Digests[i], group[i].Signature);
        }

        Kernels.Recover(_signed.AsSpan(0, group.Length), _keys.AsSpan(0, group.Length), _found.AsSpan(0, group.Length));
        Kernels.HashKeys(_keys.AsSpan(0, group.Length), _accounts.AsSpan(0, group.Length));
        var good = 0;
        for (var i = 0; i < group.Length; i++)
        {
            good += _found[i]
                && _accounts[i] == group[i].Authorization.Payer
                && !Secp256k1.IsHighS(group[i].Signature.S) ? 1 : 0;
        }

        return good;
    }
}
