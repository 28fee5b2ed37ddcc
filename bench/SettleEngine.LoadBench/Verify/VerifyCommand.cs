using System.CommandLine;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.SignatureOracle;

namespace SettleEngine.LoadBench.Verify;

/// <summary>What a signature costs the engine and what it costs elsewhere, in less than a minute.</summary>
internal static class VerifyCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints one JSON object and nothing else." };
        var command = new Command(
            "verify",
            "Measures the verifier beside libsecp256k1, Portable.BouncyCastle and .NET's ECDsa, in one interleaved run.\n\n"
            + "Example:\n  ./run-bench.sh verify --json")
        {
            json,
        };
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command;
    }

    private static int Run(bool json)
    {
        if (!OperatingSystem.IsLinux() || !Libsecp256k1.IsInstalled)
        {
            Console.Error.WriteLine("This runs on Linux, with libsecp256k1 (Debian: apt-get install libsecp256k1-1).");
            return 1;
        }

        var load = MachineInfo.LoadAverage();
        var tier = SignatureKernels.IsSupported(VerifierTier.Avx512) ? VerifierTier.Avx512 : VerifierTier.Scalar;
        var report = new VerifyMeasurement(tier).Run();
        if (json)
        {
            Console.WriteLine(report.ToJson());
        }
        else
        {
            report.Show(MachineInfo.Read(), load);
        }

        return 0;
    }
}
