using System.CommandLine;
using System.Text.Json;
using SettleEngine.HostileRpc;

var upstream = new Option<string>("--upstream")
{
    Description = "The node that calls are passed to, such as http://127.0.0.1:8545.",
    Required = true,
};
upstream.Validators.Add(result =>
{
    if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out _))
    {
        result.AddError("--upstream must be an address such as http://127.0.0.1:8545.");
    }
});
var listen = new Option<string>("--listen")
{
    Description = "Address and port of the proxy. Default: 127.0.0.1:8546.",
    DefaultValueFactory = _ => "127.0.0.1:8546",
};
var script = new Option<string>("--script") { Description = "JSON file with the rules.", Required = true };
var json = new Option<bool>("--json") { Description = "Prints the counts at the end as one JSON object." };
var root = new RootCommand(
    "A JSON-RPC proxy that misbehaves by a script and enforces what production nodes enforce, before any node and for any "
    + "client. Ctrl-C ends it and prints what was done to which call.\n\n"
    + "Example:\n  dotnet run -c Release --project tests/SettleEngine.HostileRpc -- --upstream http://127.0.0.1:8545 --script faults.json\n\n"
    + "Script: {\"seed\":1,\"rules\":[{\"method\":\"eth_sendRawTransaction\",\"action\":\"drop_after_forward\",\"share\":0.2}],\"pool\":{}}\n"
    + "Actions: drop_before_forward, drop_after_forward, delay (delayMs), rate_limit (retryAfterSeconds), server_error, html,\n"
    + "  truncated_json, repeat, stale (answers), stale_head (blocks), null_first (polls), no_logs, wrong_chain_id (chainId),\n"
    + "  reorder_batch, missing_item, hold (releaseSeconds; 0 for never).\n"
    + "The first rule that matches the method (* for any) and draws the call decides; skip, times, fromSeconds, untilSeconds\n"
    + "and sender limit when. pool enforces replacement prices, gas and bytes of a transaction, slots of an account, and keeps\n"
    + "what is below the base fee; docs/hostile-chain.md has every member.")
{
    upstream, listen, script, json,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    FaultScript rules;
    try
    {
        rules = FaultScript.Parse(await File.ReadAllTextAsync(parsed.GetValue(script)!, cancellationToken));
    }
    catch (Exception unusable) when (unusable is InvalidDataException or IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync(unusable.Message);
        return 2;
    }

    await using var proxy = await HostileProxy.StartAsync(
        new Uri(parsed.GetValue(upstream)!), parsed.GetValue(listen)!, rules, cancellationToken);
    await Console.Error.WriteLineAsync($"Listening on {proxy.Url}");
    try
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
    catch (OperationCanceledException)
    {
        // Ctrl-C is how this program ends.
    }

    if (parsed.GetValue(json))
    {
        Console.WriteLine(JsonSerializer.Serialize(new { counts = proxy.Log }, JsonSerializerOptions.Web));
        return 0;
    }

    foreach (var count in proxy.Log)
    {
        Console.WriteLine($"{count.Method,-32} {count.What,-44} {count.Count,8}");
    }

    return 0;
});
return await root.Parse(args).InvokeAsync();
