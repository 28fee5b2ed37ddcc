using System.CommandLine;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.Worker.Hosting;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Commands;

/// <summary><c>settle devnet</c>: a real EVM node on this machine, with token and Multicall3 where Base Sepolia has them.</summary>
internal static class DevnetCommand
{
    private static readonly TokenAmount Funds = new(1_000_000_000_000);

    /// <summary>Declares the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1.", DefaultValueFactory = _ => 8545 };
        var blockTime = new Option<string>("--block-time")
        {
            Description = "Time between blocks, such as 2s or 200ms.",
            DefaultValueFactory = _ => "2s",
        };
        var anvil = new Option<string?>("--anvil") { Description = "Another anvil binary than the pinned one." };
        var fund = new Option<string[]>("--fund")
        {
            Description = "Account that gets 1,000,000 tokens; repeat it.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var payers = new Option<int>("--payers")
        {
            Description = "Generated payers that get 1,000,000 tokens each, for settle load --generate.",
            DefaultValueFactory = _ => 200,
        };
        var seed = new Option<ulong>("--seed") { Description = "Names the generated payers.", DefaultValueFactory = _ => 1UL };
        var keys = new Option<string?>("--lane-key-file")
        {
            Description = "Writes the keys of four funded accounts to this file, for settle run.",
        };
        var command = new Command(
            "devnet",
            "Starts a local chain (anvil, chain id 84532) until Ctrl-C.\n\n"
            + "Example:\n  settle devnet --block-time 2s --lane-key-file lanes.txt")
        {
            port, blockTime, anvil, fund, payers, seed, keys,
        };
        command.SetAction((parsed, _) => CommandGuard.RunAsync(() => RunAsync(
            new LocalChainOptions
            {
                Port = parsed.GetValue(port),
                BlockTime = SettingValues.TryParseDuration(parsed.GetValue(blockTime)!, out var time)
                    ? time
                    : throw new SettingException("--block-time must be a duration such as 2s or 200ms."),
                AnvilPath = parsed.GetValue(anvil),
                Progress = line => Console.Error.WriteLine(line),
            },
            parsed.GetValue(fund) ?? [],
            new PaymentFactory(parsed.GetValue(seed), parsed.GetValue(payers)),
            parsed.GetValue(keys))));
        return command;
    }

    private static async Task<int> RunAsync(LocalChainOptions options, string[] fund, PaymentFactory payers, string? keyFile)
    {
        using var signals = new StopSignals();
        using var starting = new CancellationTokenSource();
        signals.Cancel(starting);
        await using var chain = await LocalChain.StartAsync(options, starting.Token);
        await payers.FundAsync(chain, Funds, starting.Token);
        foreach (var text in fund)
        {
            var account = Address.TryParse(text.AsSpan(), out var address)
                ? address
                : throw new SettingException("--fund must be an address: 0x and 40 hexadecimal digits.");
            await chain.SetTokenBalanceAsync(account, Funds, starting.Token);
        }

        if (keyFile is not null)
        {
            await LaneKeys.WriteAsync(keyFile, chain.Accounts.Take(LaneKeys.DefaultCount));
        }

        await Console.Out.WriteLineAsync(
            $"rpc         {chain.RpcUrl}\nchain id    {chain.ChainId}\ntoken       {chain.Token} (USDC, version 2)\n"
            + $"multicall3  {chain.Multicall3}\n"
            + (keyFile is null ? "" : $"lane keys   {keyFile}\n")
            + "Devnet listening");
        await signals.Asked;
        return ExitCode.Success;
    }
}
