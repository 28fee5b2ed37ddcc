using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.SignatureOracle.Paths;

namespace SettleEngine.LoadBench.Verify.Sides;

/// <summary>Groups of 256 by tables that are at hand: digest and check.</summary>
internal sealed class KnownSide : KernelSide
{
    private const int SliceSize = 2_048;

    private readonly PayerTableSize _size;
    private readonly nint _memory;
    private readonly Dictionary<Address, nint> _tables = [];
    private readonly KnownSignature[] _signed = new KnownSignature[SignatureKernels.MaxItems];
    private readonly bool[] _verdicts = new bool[SignatureKernels.MaxItems];

    public KnownSide(VerifierTier tier, PayerTableSize size, SignedAuthorization[] items)
        : base($"{tier}: {size} tables", tier, items, SliceSize)
    {
        _size = size;
        var accounts = items.Select(item => item.Authorization.Payer).Distinct().ToList();
        var bytes = size == PayerTableSize.Small ? SignatureKernels.SmallTableBytes : SignatureKernels.LargeTableBytes;
        _memory = KernelMemory.Allocate((nint)bytes * accounts.Count);
        foreach (var item in items)
        {
            var number = _tables.Count;
            if (_tables.TryAdd(item.Authorization.Payer, _memory + ((nint)bytes * number)))
            {
                Build(item);
            }
        }
    }

    public override void Dispose()
    {
        KernelMemory.Free(_memory);
        base.Dispose();
    }

    protected override int CheckGroup(ReadOnlySpan<SignedAuthorization> group)
    {
        for (var i = 0; i < group.Length; i++)
        {
            _signed[i] = new KnownSignature(
                new SignedDigest(Digests[i], group[i].Signature), _tables[group[i].Authorization.Payer]);
        }

        Kernels.Check(_size, _signed.AsSpan(0, group.Length), _verdicts.AsSpan(0, group.Length));
        var good = 0;
        for (var i = 0; i < group.Length; i++)
        {
            good += _verdicts[i] && !Secp256k1.IsHighS(group[i].Signature.S) ? 1 : 0;
        }

        return good;
    }

    private void Build(in SignedAuthorization item)
    {
        var keys = new PublicKey[1];
        var found = new bool[1];
        Kernels.Recover(
            [new SignedDigest(TransferDigest.Compute(VerifyInputs.Token.DomainSeparator, item.Authorization), item.Signature)],
            keys,
            found);
        Require(found[0]);
        Kernels.BuildTables(_size, keys, [_tables[item.Authorization.Payer]]);
    }
}
