using System.Globalization;

namespace SettleEngine.SignatureOracle;

/// <summary>A case on which a path and the oracle disagree, with all that it takes to see it again.</summary>
/// <param name="Path">The path's name.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Block">Block of the run.</param>
/// <param name="Index">Number within the block.</param>
/// <param name="GroupStart">Where the group began.</param>
/// <param name="GroupSize">Size of the group.</param>
/// <param name="Description">Kind, digest, signature, claimed payer and what is right.</param>
public sealed record Divergence(
    string Path, ulong Seed, long Block, int Index, int GroupStart, int GroupSize, string Description)
{
    /// <summary>Describes one case in a line.</summary>
    public static string Describe(SignatureCases cases, int index)
    {
        var signature = cases.Signatures[index];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{cases.Kinds[index]} digest {cases.Digests[index]} r {signature.R} s {signature.S} v {signature.V} key {Convert.ToHexStringLower(cases.Payers[cases.Payer[index]].PublicKey)}: {cases.Verdicts[index]} is right");
    }
}
