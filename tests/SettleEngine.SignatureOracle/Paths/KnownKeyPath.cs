using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.SignatureOracle.Paths;

/// <summary>The kernels' check of groups whose payers have tables.</summary>
internal sealed class KnownKeyPath : VerdictPath
{
    private readonly PayerTableSize _size;
    private readonly KernelMemory _memory;
    private readonly nint _tables;
    private readonly int _tableBytes;
    private readonly KnownSignature[] _items = new KnownSignature[SignatureKernels.MaxItems];
    private bool[] _checked = [];

    public KnownKeyPath(VerifierTier tier, PayerTableSize size, IReadOnlyList<PayerKey> payers)
    {
        _size = size;
        _memory = new KernelMemory(tier);
        _tableBytes = size == PayerTableSize.Small ? SignatureKernels.SmallTableBytes : SignatureKernels.LargeTableBytes;
        _tables = KernelMemory.Allocate((nint)_tableBytes * payers.Count);
        BuildTables(payers);
    }

    public override void Judge(SignatureCases cases, int start, Span<RejectReason> verdicts)
    {
        Check(cases, start, verdicts.Length);
        for (var i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = Secp256k1.IsHighS(cases.Signatures[start + i].S)
                ? RejectReason.SignatureHighS
                : _checked[i] ? RejectReason.None : RejectReason.SignatureInvalid;
        }
    }

    /// <summary>Compares what the kernel itself says, which takes a high s too.</summary>
    public override int FindDivergence(SignatureCases cases, int start, int size)
    {
        var wrong = base.FindDivergence(cases, start, size);
        for (var i = 0; i < size && wrong < 0; i++)
        {
            var isOwn = cases.Found[start + i]
                && cases.KeyOf(start + i).SequenceEqual(cases.Payers[cases.Payer[start + i]].PublicKey);
            wrong = _checked[i] == isOwn ? -1 : start + i;
        }

        return wrong;
    }

    protected override void Dispose(bool isDisposing)
    {
        _memory.Dispose();
        KernelMemory.Free(_tables);
        base.Dispose(isDisposing);
    }

    private static PublicKey Read(PayerKey payer) =>
        new(new AffinePoint(new FieldElement(payer.PublicKey), new FieldElement(payer.PublicKey.AsSpan(32))));

    private void BuildTables(IReadOnlyList<PayerKey> payers)
    {
        for (var start = 0; start < payers.Count; start += SignatureKernels.MaxItems)
        {
            var size = Math.Min(SignatureKernels.MaxItems, payers.Count - start);
            var keys = Enumerable.Range(start, size).Select(i => Read(payers[i])).ToArray();
            _memory.Kernels.BuildTables(_size, keys, [.. Enumerable.Range(start, size).Select(TableOf)]);
        }
    }

    private nint TableOf(int payer) => _tables + ((nint)_tableBytes * payer);

    private void Check(SignatureCases cases, int start, int count)
    {
        if (_checked.Length < count)
        {
            _checked = new bool[count];
        }

        for (var done = 0; done < count; done += SignatureKernels.MaxItems)
        {
            var size = Math.Min(SignatureKernels.MaxItems, count - done);
            for (var i = 0; i < size; i++)
            {
                var index = start + done + i;
                _items[i] = new KnownSignature(
                    new SignedDigest(cases.Digests[index], cases.Signatures[index]), TableOf(cases.Payer[index]));
            }

            // What lies there from the group before must not help.
            var results = _checked.AsSpan(done, size);
            results.Fill((start & 1) == 0);
            _memory.Kernels.Check(_size, _items.AsSpan(0, size), results);
        }
    }
}
