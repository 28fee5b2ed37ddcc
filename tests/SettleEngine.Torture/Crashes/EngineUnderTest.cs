using System.CommandLine;
using SettleEngine.Storage.Files;
using SettleEngine.Worker.Commands;
using SettleEngine.Worker.Hosting;

namespace SettleEngine.Torture.Crashes;

/// <summary><c>settle run</c> itself, composed by the same function, with crash points around its ports. The points are compiled
/// into this program and not into <c>settle</c>: no option and no variable of a production process can reach one.</summary>
internal static class EngineUnderTest
{
    /// <summary>Arguments before those of <c>settle run</c>.</summary>
    /// <param name="trigger">When to die.</param>
    /// <returns>The program and its first arguments.</returns>
    public static string[] Program(CrashTrigger trigger) => [typeof(EngineUnderTest).Assembly.Location, "engine", trigger.ToString()];

    /// <summary>Runs an engine until it dies or is stopped.</summary>
    /// <param name="trigger">When it dies.</param>
    /// <param name="arguments">Those of <c>settle run</c>, the word <c>run</c> included.</param>
    /// <returns>Its exit code.</returns>
    public static Task<int> RunAsync(CrashTrigger trigger, string[] arguments)
    {
        var seams = new EngineSeams
        {
            Journal = options => options with
            {
                // Small, so that making and leaving segments is part of many lives; fixed when the journal is made.
                PageBytes = 2 << 20,
                SegmentBytes = 2 << 20,
                MemoryBytes = 8 << 20,
                AnchorInterval = TimeSpan.FromMilliseconds(50),
                Files = new CrashingFiles(new DiskFiles(Path.GetFullPath(options.DataDirectory)), trigger),
            },
            Pipeline = options =>
            {
                // Checkpoints in every life, so that segments are given back under way.
                options.Retention.ForgetInterval = TimeSpan.FromMilliseconds(200);
                options.Retention.CheckpointBytes = 32 << 10;
                if (trigger.Armed is CrashPoint.C10 or CrashPoint.C11)
                {
                    // Shorter than a block takes, so that lanes replace what would have been included anyway.
                    options.Submit.StallAfter = TimeSpan.FromMilliseconds(60);
                }
            },
            Ports = ports => ports with
            {
                Journal = new CrashingJournal(ports.Journal, trigger),
                Chain = new CrashingChain(ports.Chain, trigger),
                Verifier = new CrashingVerifier(ports.Verifier, trigger),
                Lanes = [.. ports.Lanes.Select(lane => new CrashingSigner(lane, trigger))],
            },
        };
        return CommandLine.RunAsync(new RootCommand { RunCommand.Create(seams) }, arguments);
    }
}
