using SettleEngine.Chain.Lanes.Keystore;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Lanes;

/// <summary>Collects the lanes' keys from wherever they are.</summary>
public static class LaneKeyRing
{
    /// <summary>Opens all sources.</summary>
    /// <param name="sources">Where keys are.</param>
    /// <returns>One signer per key: those of the key file, then of the keystores, then of the environment; the caller disposes
    /// them.</returns>
    /// <exception cref="InvalidDataException">A source cannot be used, a key comes twice, or there is none. The text names files
    /// and accounts, never keys or passwords.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<PlatformLaneSigner> Open(LaneKeySources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var signers = new List<PlatformLaneSigner>();
        try
        {
            if (sources.KeyFile is { } file)
            {
                signers.AddRange(LaneKeyFile.Read(file));
            }

            if (sources.Keystores.Count > 0)
            {
                OpenKeystores(sources, signers);
            }

            if (sources.FromEnvironment)
            {
                signers.AddRange(LaneKeyVariable.Take());
            }

            RefuseTwins(signers);
            return signers;
        }
        catch
        {
            signers.ForEach(static signer => signer.Dispose());
            throw;
        }
    }

    private static void OpenKeystores(LaneKeySources sources, List<PlatformLaneSigner> signers)
    {
        var passwordFile = sources.PasswordFile
            ?? throw new InvalidDataException("Keystores are encrypted, and no file with their password is named.");
        using var passwords = KeystorePasswords.Read(passwordFile, sources.Keystores.Count);
        for (var i = 0; i < sources.Keystores.Count; i++)
        {
            signers.Add(KeystoreFile.Read(sources.Keystores[i], passwords[i]));
        }

        // Deriving a key takes a quarter of a gigabyte that the engine never needs again: it is given back before traffic comes.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static void RefuseTwins(List<PlatformLaneSigner> signers)
    {
        if (signers.Count == 0)
        {
            throw new InvalidDataException("There is no lane key; at least one lane is needed.");
        }

        var accounts = new HashSet<Address>();
        foreach (var signer in signers)
        {
            if (!accounts.Add(signer.Account))
            {
                throw new InvalidDataException(
                    $"The key of account {signer.Account} is given twice. Two lanes with one account would fight over account nonces.");
            }
        }
    }
}
