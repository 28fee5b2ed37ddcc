using SettleEngine.SignatureOracle;
using SettleEngine.SignatureOracle.Paths;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>Cases that every path is run on; made once, because asking the oracle takes longer than most paths.</summary>
internal static class SharedCases
{
    public const ulong Seed = 3009;
    private const int Blocks = 25;

    private static readonly Lazy<SignatureCases[]> Generated = new(Generate);

    /// <summary>More than 100,000 random and mutated signatures with the oracle's verdicts.</summary>
    public static SignatureCases[] Random => Generated.Value;

    /// <summary>The committed vectors: each with the key that made it, and with its neighbour's, who did not.</summary>
    public static SignatureCases Vectors { get; } = FromVectors();

    public static VerdictPath Open(string name, IReadOnlyList<PayerKey> payers) =>
        VerdictPaths.All.Single(path => path.Name == name).Create(payers);

    private static SignatureCases[] Generate()
    {
        var payers = PayerRing.Create(Seed);
        var blocks = new SignatureCases[Blocks];
        Parallel.For(0, Blocks, block =>
        {
            blocks[block] = CaseGenerator.CreateBlock(payers, Seed, block);
            blocks[block].AskOracle();
        });
        return blocks;
    }

    private static SignatureCases FromVectors()
    {
        var payers = new List<PayerKey> { PayerKey.Of(1) };
        var numbers = new Dictionary<string, int>();
        var cases = new SignatureCases(payers, 2 * RecoveryVector.All.Count);
        var neighbour = 0;
        for (var i = 0; i < RecoveryVector.All.Count; i++)
        {
            var vector = RecoveryVector.All[i];
            var own = vector.PublicKey is null ? neighbour : NumberOf(vector.PublicKey);
            foreach (var (index, payer) in new[] { (2 * i, own), ((2 * i) + 1, neighbour) })
            {
                cases.Digests[index] = new(vector.Digest);
                cases.Signatures[index] = vector.Signature;
                cases.Payer[index] = payer;
                cases.SetRight(index, vector.PublicKey ?? []);
            }

            neighbour = own;
        }

        return cases;

        int NumberOf(byte[] key)
        {
            if (numbers.TryAdd(Convert.ToHexString(key), payers.Count))
            {
                payers.Add(PayerKey.Of(key));
            }

            return numbers[Convert.ToHexString(key)];
        }
    }
}
