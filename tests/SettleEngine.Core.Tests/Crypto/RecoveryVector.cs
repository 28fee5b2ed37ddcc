using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>One line of the committed recovery vectors.</summary>
internal sealed record RecoveryVector(string Class, byte[] Digest, byte[] R, byte[] S, byte V, byte[]? PublicKey)
{
    public static IReadOnlyList<RecoveryVector> All { get; } =
    [
        .. new[] { "recover.txt", "classes.txt" }
            .SelectMany(file => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "vectors", file)))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(Parse),
    ];

    public EcdsaSignature Signature => new(new Hash256(R), new Hash256(S), V);

    private static RecoveryVector Parse(string line)
    {
        var parts = line.Split(' ');
        return new RecoveryVector(
            parts[0],
            Convert.FromHexString(parts[1]),
            Convert.FromHexString(parts[2]),
            Convert.FromHexString(parts[3]),
            Convert.FromHexString(parts[4])[0],
            parts[5] == "-" ? null : Convert.FromHexString(parts[5]));
    }
}
