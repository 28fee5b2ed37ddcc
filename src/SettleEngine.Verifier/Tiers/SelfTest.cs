using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.Verifier.Memory;

namespace SettleEngine.Verifier.Tiers;

/// <summary>Asks every kernel of a tier for answers that are known: a processor, a compiler or a table that lies is found
/// before the first payment and not by it.</summary>
/// <remarks>Good and damaged signatures stand side by side, in groups that fill all lanes and leave a rest.</remarks>
internal static class SelfTest
{
    /// <summary>Good items and as many damaged ones, and one more.</summary>
    private static readonly int ItemCount = (2 * KnownAnswers.Payments.Count) + 1;

    /// <summary>Tests a tier of this process.</summary>
    /// <param name="tier">A supported tier.</param>
    /// <returns>Null, or the kernel whose answer is wrong.</returns>
    public static string? FindFault(VerifierTier tier)
    {
        using var workspace = new NativeRegion(SignatureKernels.WorkspaceBytes);
        return FindFault(
            SignatureKernels.Create(tier, GeneratorTables.Of(tier).Address, workspace.Address),
            KnownAnswers.Payments);
    }

    /// <summary>Tests kernels.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="payments">What they are asked about.</param>
    /// <returns>Null, or the kernel whose answer is wrong.</returns>
    public static string? FindFault(SignatureKernels kernels, IReadOnlyList<KnownPayment> payments)
    {
        if (!HashesAreRight(kernels, payments))
        {
            return "digests are wrong";
        }

        var items = new SignedDigest[ItemCount];
        var accounts = new Address[ItemCount];
        var areGood = new bool[ItemCount];
        for (var i = 0; i < ItemCount; i++)
        {
            var payment = payments[i / 2 % payments.Count];
            areGood[i] = i % 2 == 0;
            items[i] = new SignedDigest(payment.Digest, areGood[i] ? payment.Item.Signature : Damage(payment.Item.Signature, i));
            accounts[i] = payment.Item.Authorization.Payer;
        }

        var keys = new PublicKey[ItemCount];
        if (!RecoversRightly(kernels, items, accounts, areGood, keys))
        {
            return "recovered accounts are wrong";
        }

        // The key of a damaged item is its neighbour's: a check must refuse the signature and not for want of a key.
        for (var i = 1; i < ItemCount; i += 2)
        {
            keys[i] = keys[i - 1];
        }

        foreach (var size in (ReadOnlySpan<PayerTableSize>)[PayerTableSize.Small, PayerTableSize.Large])
        {
            if (!ChecksRightly(kernels, size, items, keys, areGood))
            {
                return $"checks with {size} tables are wrong";
            }
        }

        return null;
    }

    private static bool HashesAreRight(SignatureKernels kernels, IReadOnlyList<KnownPayment> payments)
    {
        var items = payments.Select(payment => payment.Item).ToArray();
        var digests = new Hash256[items.Length];
        kernels.Hash(KnownAnswers.DomainSeparator, items, digests);
        return digests.AsSpan().SequenceEqual(payments.Select(payment => payment.Digest).ToArray());
    }

    private static bool RecoversRightly(
        SignatureKernels kernels, SignedDigest[] items, Address[] accounts, bool[] areGood, PublicKey[] keys)
    {
        var found = new bool[items.Length];
        kernels.Recover(items, keys, found);
        for (var i = 0; i < items.Length; i++)
        {
            if (!found[i])
            {
                // Any key stands in for one that is not there: it is hashed and not compared.
                keys[i] = keys[0];
            }
        }

        var recovered = new Address[items.Length];
        kernels.HashKeys(keys, recovered);
        for (var i = 0; i < items.Length; i++)
        {
            if ((found[i] && recovered[i] == accounts[i]) != areGood[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool ChecksRightly(
        SignatureKernels kernels, PayerTableSize size, SignedDigest[] items, PublicKey[] keys, bool[] areGood)
    {
        var bytes = size == PayerTableSize.Small ? SignatureKernels.SmallTableBytes : SignatureKernels.LargeTableBytes;
        using var memory = new NativeRegion((long)bytes * KnownAnswers.Payments.Count);
        var owners = new PublicKey[KnownAnswers.Payments.Count];
        var tables = new nint[owners.Length];
        for (var i = 0; i < owners.Length; i++)
        {
            owners[i] = keys[2 * i];
            tables[i] = memory.Address + (i * bytes);
        }

        kernels.BuildTables(size, owners, tables);
        var known = new KnownSignature[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            known[i] = new KnownSignature(items[i], tables[i / 2 % tables.Length]);
        }

        var verdicts = new bool[items.Length];
        kernels.Check(size, known, verdicts);
        return verdicts.AsSpan().SequenceEqual(areGood);
    }

    /// <summary>The other v; a zero r; an r above the group's order; the halves exchanged.</summary>
    private static EcdsaSignature Damage(EcdsaSignature signature, int number) => (number / 2 % 4) switch
    {
        0 => signature with { V = (byte)(55 - signature.V) },
        1 => signature with { R = default },
        2 => signature with { R = KnownAnswers.AllOnes },
        _ => signature with { R = signature.S, S = signature.R },
    };
}
