using System.CommandLine;
using SettleEngine.HostileRpc;

var upstream = new Option<Uri>("--upstream") { Description = "The node that calls are passed to.", Required = true };
var listen = new Option<string>("--listen")
{
    Description = "Address and port of the proxy. Default: 127.0.0.1:8546.",
    DefaultValueFactory = _ => "127.0.0.1:8546",
};
var script = new Option<string>("--script") { Description = "JSON file with the rules.", Required = true };
var root = new RootCommand(
    "A JSON-RPC proxy that misbehaves by a script.\n\n"
    + "Example:\n  dotnet run -c Release --project tests/SettleEngine.HostileRpc -- --upstream http://127.0.0.1:8545 --script faults.json\n\n"
    + "Script: {\"seed\":1,\"rules\":[{\"method\":\"eth_sendRawTransaction\",\"action\":\"drop_after_forward\",\"share\":0.2}]}\n"
    + "Actions: drop_before_forward, drop_after_forward, delay (delayMs), rate_limit, html, truncated_json, stale (answers), null_first (polls).\n"
    + "The first rule that matches the method (* for any) and draws the call decides; skip and times limit when.")
{
    upstream, listen, script,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    var rules = FaultScript.Parse(await File.ReadAllTextAsync(parsed.GetValue(script)!, cancellationToken));
    await using var proxy = await HostileProxy.StartAsync(
        parsed.GetValue(upstream)!, parsed.GetValue(listen)!, rules, cancellationToken);
    Console.WriteLine($"Listening on {proxy.Url}");
    try
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
    catch (OperationCanceledException)
    {
        // Ctrl-C is how this program ends.
    }

    foreach (var (action, count) in proxy.Counts.OrderBy(pair => pair.Key))
    {
        Console.WriteLine($"{action}: {count}");
    }

    return 0;
});
return await root.Parse(args).InvokeAsync();
