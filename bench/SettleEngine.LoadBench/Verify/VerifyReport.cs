using System.Globalization;
using System.Text.Json.Nodes;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Verify;

/// <summary>What the whole measurement found.</summary>
/// <param name="Tier">The engine's arithmetic.</param>
/// <param name="Rows">The table.</param>
/// <param name="WarmMicros">Payers that the engine knows: batches of 256, 1,000 payers.</param>
/// <param name="ColdMicros">Payers that the engine has never seen.</param>
/// <param name="DigestMicros">The share of the digest.</param>
/// <param name="WarmVsLibsecp">Ratio to libsecp256k1 in the same rounds, best against best.</param>
/// <param name="ColdVsLibsecp">The same for unknown payers.</param>
/// <param name="TwoCoreScaling">Against the bare field multiplication.</param>
/// <param name="BytesPerSignature">Allocated per signature.</param>
/// <param name="KeptUnderNewPayers">Share of their rate that known payers keep while every other signature's payer is new.</param>
/// <param name="KeptUnderBadSignatures">The same while every other signature is bad.</param>
internal sealed record VerifyReport(
    string Tier,
    IReadOnlyList<VerifyRow> Rows,
    double WarmMicros,
    double ColdMicros,
    double DigestMicros,
    double WarmVsLibsecp,
    double ColdVsLibsecp,
    double TwoCoreScaling,
    double BytesPerSignature,
    double KeptUnderNewPayers,
    double KeptUnderBadSignatures)
{
    /// <summary>The figures, and the table's lines.</summary>
    public string ToJson() => new JsonObject
    {
        ["warmMicros"] = Math.Round(WarmMicros, 3),
        ["coldMicros"] = Math.Round(ColdMicros, 3),
        ["digestMicros"] = Math.Round(DigestMicros, 3),
        ["warmVsLibsecp"] = Math.Round(WarmVsLibsecp, 2),
        ["coldVsLibsecp"] = Math.Round(ColdVsLibsecp, 2),
        ["twoCoreScaling"] = Math.Round(TwoCoreScaling, 3),
        ["bytesPerSignature"] = Math.Round(BytesPerSignature, 3),
        ["tier"] = Tier,
        ["keptUnderNewPayers"] = Math.Round(KeptUnderNewPayers, 3),
        ["keptUnderBadSignatures"] = Math.Round(KeptUnderBadSignatures, 3),
        ["rows"] = new JsonArray([.. Rows.Select(row => new JsonObject
        {
            ["part"] = row.Part,
            ["name"] = row.Name,
            ["bestMicros"] = Math.Round(row.BestMicros, 3),
            ["medianMicros"] = Math.Round(row.MedianMicros, 3),
            ["vsLibsecp"] = Rounded(row.NativeRatio),
            ["vsLibsecpMedians"] = Rounded(row.NativeRatioOfMedians),
            ["note"] = row.Note,
        })]),
    }.ToJsonString();

    /// <summary>Prints the table as Markdown, ready for the documents.</summary>
    public void Show(MachineInfo machine, double loadBefore)
    {
        Write($"{machine.Processor}, {machine.Cores} cores, {machine.Runtime}, commit {machine.Commit}, tier {Tier}");
        Write($"load average {loadBefore:N2} before, {MachineInfo.LoadAverage():N2} after\n");
        Write("| | µs per signature, best slice | median | × libsecp256k1 | of medians | |");
        Write("|---|---:|---:|---:|---:|---|");
        var part = string.Empty;
        foreach (var row in Rows)
        {
            if (row.Part != part)
            {
                part = row.Part;
                Write($"| **{part}** | | | | | |");
            }

            Write($"| {row.Name} | {row.BestMicros:N2} | {row.MedianMicros:N2} | {row.NativeRatio:N2} | {row.NativeRatioOfMedians:N2} | {row.Note} |");
        }

        Write($"\nKnown payers {WarmMicros:N2} µs ({WarmVsLibsecp:N1} × libsecp256k1), unknown payers {ColdMicros:N2} µs ({ColdVsLibsecp:N1} ×), digest {DigestMicros:N2} µs of it");
        Write($"Two cores {TwoCoreScaling:N3} of the bare multiplication's scaling, {BytesPerSignature:N3} bytes allocated per signature");
        Write($"Known payers keep {KeptUnderNewPayers:P0} of their rate beside new payers and {KeptUnderBadSignatures:P0} beside bad signatures");
    }

    private static double? Rounded(double? ratio) => ratio is { } value ? Math.Round(value, 2) : null;

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Write(string line) => Console.WriteLine(line);
}
