using System.CommandLine;
using SettleEngine.Chain;
using SettleEngine.Chain.Lanes;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Submit;
using SettleEngine.Worker.Hosting;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Commands;

/// <summary><c>settle deploy</c>: puts the guarded settler on a chain, at the address that it has on every chain.</summary>
internal static class DeployCommand
{
    private const ulong TipPerGasWei = 1;

    /// <summary>Declares the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var rpc = new Option<string[]>("--rpc")
        {
            Description = "Endpoint of the chain; repeat it for more than one.",
            Required = true,
        };
        var chainId = new Option<ulong?>("--chain-id") { Description = "Chain id that the endpoints must have." };
        var keys = new Option<string>("--lane-key-file")
        {
            Description = "File with 0x-hex keys, mode 0600; the first one's account pays. No engine may be sending from it.",
            Required = true,
        };
        var maxFee = new Option<ulong>("--max-fee-per-gas")
        {
            Description = "Most offered per gas, in wei.",
            DefaultValueFactory = _ => 1_000_000_000UL,
        };
        var command = new Command(
            "deploy",
            "Deploys the guarded settler, through which settle run then sends its batches. Its address is the same on every chain, "
            + "whoever deploys it. Does nothing when it is there already.\n\n"
            + "Example:\n  settle deploy --rpc http://127.0.0.1:8545 --lane-key-file deployer.txt")
        {
            rpc, chainId, keys, maxFee,
        };
        command.SetAction((parsed, _) => CommandGuard.RunToEndAsync(() => RunAsync(
            [.. parsed.GetValue(rpc)!.Select(AuditCommand.EndpointOf)],
            parsed.GetValue(chainId),
            parsed.GetValue(keys)!,
            parsed.GetValue(maxFee))));
        return command;
    }

    private static async Task<int> RunAsync(Uri[] rpc, ulong? chainId, string keyFile, ulong maxFeePerGasWei)
    {
        if (maxFeePerGasWei < TipPerGasWei)
        {
            throw new SettingException("--max-fee-per-gas must be at least 1.");
        }

        ProcessDumps.Forbid();
        using var signals = new StopSignals();
        using var stop = new CancellationTokenSource();
        signals.Cancel(stop);
        var signers = LaneKeyFile.Read(keyFile);
        try
        {
            using var chain = await JsonRpcChainClient.ConnectAsync(rpc, chainId, stop.Token);
            var fees = new FeePolicy(TipPerGasWei, maxFeePerGasWei);
            var transaction = await new SettlerDeployment(chain, signers[0], fees, TimeProvider.System).DeployAsync(stop.Token);
            await Console.Out.WriteLineAsync(
                $"settler      {SettlerContract.Address}\nchain id     {chain.ChainId}\ncode hash    {SettlerContract.CodeHash}\n"
                + (transaction is { } hash ? $"transaction  {hash}\nDeployed" : "Already deployed"));
            return ExitCode.Success;
        }
        finally
        {
            foreach (var signer in signers)
            {
                signer.Dispose();
            }
        }
    }
}
