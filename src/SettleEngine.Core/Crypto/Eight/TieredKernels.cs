using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>The kernels over one implementation of the field.</summary>
/// <param name="tier">The tier's name.</param>
/// <param name="generatorTable">Multiples of the generator.</param>
/// <param name="workspace">Scratch memory.</param>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
/// <typeparam name="TKeccak">Hashes of eight messages at once.</typeparam>
internal sealed unsafe class TieredKernels<TField, TKeccak>(VerifierTier tier, nint generatorTable, nint workspace)
    : SignatureKernels
    where TField : unmanaged, IField8<TField>
    where TKeccak : IKeccak8
{
    private readonly AffinePoint* _generatorTable = (AffinePoint*)generatorTable;
    private readonly byte* _workspace = (byte*)workspace;

    public override VerifierTier Tier => tier;

    public override void Hash(
        Hash256 domainSeparator, ReadOnlySpan<SignedAuthorization> items, Span<Hash256> digests) =>
        TKeccak.HashTransfers(domainSeparator, items, digests, _workspace);

    public override void Recover(ReadOnlySpan<SignedDigest> items, Span<PublicKey> keys, Span<bool> found)
    {
        // A pair of eights takes the same time however full it is.
        var rest = items.Length % KeyRecovery<TField>.PairLanes;
        var together = rest < TField.FewestItems ? items.Length - rest : items.Length;
        if (together > 0)
        {
            new KeyRecovery<TField>(_generatorTable, _workspace).Recover(items[..together], keys, found);
        }

        for (var i = together; i < items.Length; i++)
        {
            found[i] = Secp256k1.TryRecoverKey(items[i].Digest, items[i].Signature, out keys[i]);
        }
    }

    public override void HashKeys(ReadOnlySpan<PublicKey> keys, Span<Address> accounts) =>
        TKeccak.HashKeys(keys, accounts, _workspace);

    public override void Check(PayerTableSize size, ReadOnlySpan<KnownSignature> items, Span<bool> verdicts)
    {
        if (!items.IsEmpty)
        {
            new KnownKeyCheck<TField>(_generatorTable, _workspace).Check(size, items, verdicts);
        }
    }

    public override void BuildTables(PayerTableSize size, ReadOnlySpan<PublicKey> keys, ReadOnlySpan<nint> tables) =>
        PayerTables.Build<TField>(size, keys, tables, _workspace);

    private protected override void FillGeneratorTable() => GeneratorWindows.Fill<TField>(_generatorTable, _workspace);
}
