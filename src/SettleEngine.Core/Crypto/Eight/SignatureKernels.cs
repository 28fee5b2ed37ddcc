using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>The verifier's inner loops for one tier, over memory that the caller owns.</summary>
/// <remarks>
/// Verdicts are those of the EVM's <c>ecrecover</c> and of the token: v of 27 or 28, r from 1 to n − 1, s from 1 to n − 1 (a
/// high s is for the caller to refuse: <see cref="Secp256k1.IsHighS"/>), the point's x equal to r itself and not merely
/// modulo n, the parity that v names. Each item has a verdict of its own, whatever stands beside it. Nothing is allocated and
/// nothing thrown for bad input. Time depends on the values, which are public. An instance serves one thread at a time,
/// because of its workspace; the generator's table and payer tables are only read and may be shared.
/// </remarks>
public abstract class SignatureKernels
{
    /// <summary>Bytes of the table of multiples of the generator: 16 windows of 2¹⁵ points.</summary>
    public const int GeneratorTableBytes = 16 * 32768 * AffinePoint.Size;

    /// <summary>Bytes of a table of <see cref="PayerTableSize.Small"/>: 33 windows of 8 points.</summary>
    public const int SmallTableBytes = 33 * 8 * AffinePoint.Size;

    /// <summary>Bytes of a table of <see cref="PayerTableSize.Large"/>: 32 windows of 128 points.</summary>
    public const int LargeTableBytes = 32 * 128 * AffinePoint.Size;

    /// <summary>What the addresses of tables and workspaces must be a multiple of: a point is one line of the cache.</summary>
    public const int Alignment = 64;

    /// <summary>Most items of one call.</summary>
    public const int MaxItems = 256;

    /// <summary>Bytes of the scratch memory that an instance works in.</summary>
    public const int WorkspaceBytes = 1 << 20;

    /// <summary>The tier.</summary>
    public abstract VerifierTier Tier { get; }

    /// <summary>Whether this machine can run a tier.</summary>
    /// <param name="tier">The tier.</param>
    /// <returns>True for <see cref="VerifierTier.Scalar"/> anywhere.</returns>
    public static bool IsSupported(VerifierTier tier) =>
        tier == VerifierTier.Scalar || FusedField8.IsSupported;

    /// <summary>Makes the kernels of a tier for one thread.</summary>
    /// <param name="tier">A supported tier.</param>
    /// <param name="generatorTable">Address of <see cref="GeneratorTableBytes"/> that
    /// <see cref="BuildGeneratorTable"/> wrote; outlives the instance.</param>
    /// <param name="workspace">Address of <see cref="WorkspaceBytes"/> for this instance alone; outlives it.</param>
    /// <returns>The kernels.</returns>
    public static SignatureKernels Create(VerifierTier tier, nint generatorTable, nint workspace)
    {
        Invariant.Holds(IsSupported(tier));
        return tier == VerifierTier.Avx512
            ? new TieredKernels<FusedField8, VectorKeccak8>(tier, generatorTable, workspace)
            : new TieredKernels<PortableField8, PortableKeccak8>(tier, generatorTable, workspace);
    }

    /// <summary>Computes the multiples of the generator; once for a process, some tens of milliseconds.</summary>
    /// <param name="tier">A supported tier; the table is the same for each.</param>
    /// <param name="destination">Address of <see cref="GeneratorTableBytes"/>.</param>
    /// <param name="workspace">Address of <see cref="WorkspaceBytes"/>, free again afterwards.</param>
    public static void BuildGeneratorTable(VerifierTier tier, nint destination, nint workspace) =>
        Create(tier, destination, workspace).FillGeneratorTable();

    /// <summary>Computes EIP-712 digests of transfers of one token (<see cref="TransferDigest"/>).</summary>
    /// <param name="domainSeparator">The token's domain.</param>
    /// <param name="items">At most <see cref="MaxItems"/>; their tokens are not looked at.</param>
    /// <param name="digests">Receives as many.</param>
    public abstract void Hash(
        Hash256 domainSeparator, ReadOnlySpan<SignedAuthorization> items, Span<Hash256> digests);

    /// <summary>Finds the public keys that made signatures (<see cref="Secp256k1.TryRecover(Hash256, in EcdsaSignature, out Address)"/>).</summary>
    /// <param name="items">At most <see cref="MaxItems"/>.</param>
    /// <param name="keys">Same length; receives the keys. What it receives where none was found is not defined.</param>
    /// <param name="found">Same length; receives whether a key was found.</param>
    public abstract void Recover(ReadOnlySpan<SignedDigest> items, Span<PublicKey> keys, Span<bool> found);

    /// <summary>Hashes public keys to the accounts they belong to.</summary>
    /// <param name="keys">At most <see cref="MaxItems"/>.</param>
    /// <param name="accounts">Receives as many.</param>
    public abstract void HashKeys(ReadOnlySpan<PublicKey> keys, Span<Address> accounts);

    /// <summary>Says of each signature whether recovery would have found the key of the item's table.</summary>
    /// <param name="size">The size of all these tables.</param>
    /// <param name="items">At most <see cref="MaxItems"/>; items may share a table.</param>
    /// <param name="verdicts">Same length; receives the verdicts.</param>
    public abstract void Check(PayerTableSize size, ReadOnlySpan<KnownSignature> items, Span<bool> verdicts);

    /// <summary>Computes tables of multiples of public keys, eight at a time.</summary>
    /// <param name="size">The size.</param>
    /// <param name="keys">At most <see cref="MaxItems"/>; from a recovery.</param>
    /// <param name="tables">Same length: addresses of <see cref="SmallTableBytes"/> or <see cref="LargeTableBytes"/>
    /// each.</param>
    public abstract void BuildTables(PayerTableSize size, ReadOnlySpan<PublicKey> keys, ReadOnlySpan<nint> tables);

    private protected abstract void FillGeneratorTable();
}
