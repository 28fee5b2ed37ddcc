using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Chain.Rpc;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain;

/// <summary>Makes a client out of addresses: asks all endpoints which chain they serve before any of them is used.</summary>
internal sealed partial class ChainConnector
{
    private readonly ChainClientOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    /// <summary>Takes what the client will need.</summary>
    /// <param name="options">How the chain is asked.</param>
    /// <param name="timeProvider">Measures rests and time-outs.</param>
    /// <param name="logger">Hears of failing endpoints.</param>
    public ChainConnector(ChainClientOptions options, TimeProvider timeProvider, ILogger? logger)
    {
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Connects.</summary>
    /// <param name="addresses">The endpoints.</param>
    /// <param name="expectedChainId">The configured chain, or null.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="handler">Makes the transport of an endpoint; null for ordinary sockets.</param>
    /// <returns>The client, which owns the endpoints.</returns>
    public async ValueTask<JsonRpcChainClient> ConnectAsync(
        IReadOnlyList<Uri> addresses,
        ulong? expectedChainId,
        CancellationToken cancellationToken,
        Func<Uri, HttpMessageHandler>? handler = null)
    {
        if (addresses.Count == 0)
        {
            throw new ArgumentException("At least one endpoint is needed (--rpc).", nameof(addresses));
        }

        var states = addresses
            .Select(address => new JsonRpcEndpoint(address, handler?.Invoke(address), _options.Timeout, _timeProvider))
            .Select(endpoint => new EndpointState(endpoint, _options, _timeProvider))
            .ToArray();
        try
        {
            var identity = await IdentifyAllAsync(states, expectedChainId, cancellationToken);
            return new JsonRpcChainClient(
                new EndpointPool(states, identity, _timeProvider, _logger),
                identity.ChainId,
                _options);
        }
        catch
        {
            foreach (var state in states)
            {
                state.Endpoint.Dispose();
            }

            throw;
        }
    }

    private async ValueTask<ChainIdentity> IdentifyAllAsync(
        EndpointState[] states,
        ulong? expectedChainId,
        CancellationToken cancellationToken)
    {
        (ChainIdentity Identity, string Host)? first = null;
        Exception? last = null;
        foreach (var state in states)
        {
            var host = state.Endpoint.Host;
            ChainIdentity identity;
            try
            {
                identity = await ChainIdentity.ReadAsync(state.Endpoint, cancellationToken);
            }
            catch (Exception exception) when (exception is ChainUnavailableException or JsonRpcException or JsonException)
            {
                last = exception;
                LogSilent(host, exception.Message);
                continue;
            }

            if (expectedChainId is { } expected && identity.ChainId != expected)
            {
                throw new ChainMismatchException(
                    $"--chain-id is {expected}, but --rpc {host} serves chain {identity.ChainId}.");
            }

            first ??= (identity, host);
            if (!identity.Matches(first.Value.Identity))
            {
                throw new ChainMismatchException(Describe(first.Value.Identity, first.Value.Host, identity, host));
            }

            state.Identified(isOurs: true);
        }

        return first?.Identity ?? throw new ChainUnavailableException($"No --rpc endpoint answered. {last?.Message}", last);
    }

    private static string Describe(ChainIdentity first, string firstHost, ChainIdentity second, string secondHost) =>
        first.ChainId == second.ChainId
            ? $"--rpc {firstHost} and --rpc {secondHost} both say chain {first.ChainId}, but have different genesis blocks."
            : $"--rpc {firstHost} serves chain {first.ChainId}, but --rpc {secondHost} serves chain {second.ChainId}; "
                + "name the endpoints of one chain only, or say which one with --chain-id.";

    [LoggerMessage(5104, LogLevel.Warning, "{Host} did not say which chain it serves, and is asked again before its first use: {Reason}")]
    private partial void LogSilent(string host, string reason);
}
