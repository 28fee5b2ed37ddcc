using System.ComponentModel.DataAnnotations;
using System.Net;
using SettleEngine.Core;

namespace SettleEngine.Doors.Http;

/// <summary>Every limit and time-out of the HTTP doors. Fixed when a door is built.</summary>
public sealed class HttpDoorOptions
{
    /// <summary>Where the door listens.</summary>
    /// <value>Default 127.0.0.1:4022, the port that x402 tools expect of a facilitator. The caller has checked
    /// <see cref="DoorRules.WhyRefused"/>.</value>
    public DoorAddress Address { get; set; } = new(new IPEndPoint(IPAddress.Loopback, 4022));

    /// <summary>Who may call; null lets everybody in, which the start-up rule allows on loopback only.</summary>
    /// <value>Default null.</value>
    public ApiKeyFile? ApiKeys { get; set; }

    /// <summary>What <c>POST /close</c> does; null leaves the route out.</summary>
    /// <value>Default null. The x402 end-to-end harness stops a facilitator this way; answered to loopback callers only.</value>
    public Action? Close { get; set; }

    /// <summary>Told when a request ran into a broken invariant, so that the host can end the process.</summary>
    /// <value>Default: nothing. The request is answered with 500 either way.</value>
    public Action<InvariantBrokenException>? InvariantBroken { get; set; }

    /// <summary>How long a <c>/settle</c> request is held open at most.</summary>
    /// <value>Default 20 s: far below the 90 s at which x402 clients give up, several L2 blocks above the batch window.</value>
    public TimeSpan SettleHold { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Most <c>/settle</c> requests that are held open at once; the next one is refused before it costs anything.</summary>
    /// <value>Default 8,000: below the connection cap, so that other routes stay reachable.</value>
    [Range(1, 1_000_000)]
    public int MaxHeldRequests { get; set; } = 8_000;

    /// <summary>Answers of <c>settlement_pending</c> that are remembered for their one repeat; the oldest is forgotten.</summary>
    /// <value>Default 65,536: a repeat follows its answer at once, so this covers minutes under full load.</value>
    [Range(1, 10_000_000)]
    public int MaxPendingAnswers { get; set; } = 65_536;

    /// <summary>Most bytes of a request body, except on the bulk route.</summary>
    /// <value>Default 64 KiB: x402 clients echo nested extensions; a plain payment has 1.5 KiB.</value>
    [Range(1_024, 1_048_576)]
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>Deepest nesting of JSON.</summary>
    /// <value>Default 64.</value>
    [Range(4, 64)]
    public int MaxJsonDepth { get; set; } = 64;

    /// <summary>Most bytes of one bulk request.</summary>
    /// <value>Default 4 MiB; more belongs into frames.</value>
    [Range(4_096, 67_108_864)]
    public int MaxBulkBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Most lines of one bulk request.</summary>
    /// <value>Default 10,000, so that the answers (about 50 bytes each) can be buffered whole.</value>
    [Range(1, 100_000)]
    public int MaxBulkLines { get; set; } = 10_000;

    /// <summary>Most bytes of one bulk line; a longer one is refused as malformed.</summary>
    /// <value>Default 4 KiB, as for an item in a frame; a plain line has 0.5 KiB.</value>
    [Range(512, 65_536)]
    public int MaxBulkLineBytes { get; set; } = 4 * 1024;

    /// <summary>Most bulk requests at once; the next one is answered 429.</summary>
    /// <value>Default 32: bounds buffered answers to some 20 MB.</value>
    [Range(1, 10_000)]
    public int MaxBulkRequests { get; set; } = 32;

    /// <summary>Most readers that follow the outcome feed at once; the next one is answered 429.</summary>
    /// <value>Default 64: a provider needs one or two.</value>
    [Range(1, 10_000)]
    public int MaxFollowers { get; set; } = 64;

    /// <summary>Most open connections.</summary>
    /// <value>Default 10,000: every held <c>/settle</c> request needs its own.</value>
    [Range(1, 1_000_000)]
    public long MaxConnections { get; set; } = 10_000;

    /// <summary>Most bytes of all request headers together.</summary>
    /// <value>Default 8 KiB: callers send a handful.</value>
    [Range(1_024, 65_536)]
    public int MaxHeaderBytes { get; set; } = 8 * 1024;

    /// <summary>Most request headers.</summary>
    /// <value>Default 32.</value>
    [Range(8, 1_000)]
    public int MaxHeaderCount { get; set; } = 32;

    /// <summary>How long the headers of a request may take.</summary>
    /// <value>Default 5 s, against connections that trickle.</value>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may stay without a request.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What a refused caller is told to wait before it tries again.</summary>
    /// <value>Default 1 s; x402 clients honour up to 30 s.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);
}
