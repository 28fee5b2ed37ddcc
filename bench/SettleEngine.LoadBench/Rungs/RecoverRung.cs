using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SettleEngine.Core.Authorizations;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>What a signature costs: digest, recovery of the public key and comparison, on one core and on all.</summary>
internal static class RecoverRung
{
    private const int Items = 4_096;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var seconds = RungCommand.Option("--seconds", "How long, half of it on one core.", 4);
        return RungCommand.Create(
            "recover",
            "Checks signatures in plain loops, without threads handing over.\n\nExample:\n  ./run-bench.sh recover --seconds 10",
            [seconds],
            (parsed, _) => Task.FromResult(Run(TimeSpan.FromSeconds(parsed.GetValue(seconds)))));
    }

    /// <summary>Runs the rung.</summary>
    public static RungReport Run(TimeSpan duration)
    {
        var items = SignedItems.Create(Items);
        Loop(items, TimeSpan.FromSeconds(0.5));
        var one = Loop(items, duration / 2);
        var cores = Environment.ProcessorCount;
        var rates = new double[cores];
        Parallel.For(0, cores, new ParallelOptions { MaxDegreeOfParallelism = cores }, i => rates[i] = Loop(items, duration / 2));
        return new RungReport(
            "recover",
            string.Create(CultureInfo.InvariantCulture, $"{Items} different payments of 1,000 payers, digest included, {cores} cores"),
            [
                new("recovers_per_second_one_core", one, "signatures/s"),
                new("microseconds_per_recover", 1e6 / one, "us"),
                new("recovers_per_second_all_cores", rates.Sum(), "signatures/s"),
            ]);
    }

    private static double Loop(SignedAuthorization[] items, TimeSpan duration)
    {
        var domain = SignedItems.Token.DomainSeparator;
        var watch = Stopwatch.StartNew();
        var count = 0L;
        while (watch.Elapsed < duration)
        {
            for (var i = 0; i < 64; i++)
            {
                if (SignatureRule.Check(items[count++ % items.Length], domain) != RejectReason.None)
                {
                    throw new InvalidOperationException("A good signature was refused.");
                }
            }
        }

        return count / watch.Elapsed.TotalSeconds;
    }
}
