using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Load;

/// <summary>What is fed to which door.</summary>
internal sealed record LoadOptions
{
    /// <summary>The door's address.</summary>
    public required string Target { get; init; }

    /// <summary>Which HTTP door.</summary>
    public string HttpDoor { get; init; } = "bulk";

    /// <summary>File of signed payments, or null.</summary>
    public string? File { get; init; }

    /// <summary>Payments to sign, or 0.</summary>
    public int Generate { get; init; }

    /// <summary>Accounts that pay.</summary>
    public int Payers { get; init; } = 200;

    /// <summary>Names the payers and their authorization nonces.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Payments per second, or 0 for as fast as possible.</summary>
    public double Rate { get; init; }

    /// <summary>Requests side by side at the settle door.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>File with the API key, or null.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>Whether one JSON object is printed and nothing else.</summary>
    public bool Json { get; init; }

    /// <summary>Whether the target is an HTTP door.</summary>
    public bool IsHttp => Target.StartsWith("http://", StringComparison.Ordinal) || Target.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">Names the option to change.</exception>
    public void Validate()
    {
        Demand((File is null) != (Generate == 0), "Give either --file or --generate.");
        Demand(Generate is >= 0 and <= 10_000_000, "--generate must be from 1 to 10000000.");
        Demand(Payers is >= 1 and <= 100_000, "--payers must be from 1 to 100000.");
        Demand(Rate >= 0, "--rate must not be negative.");
        Demand(Rate == 0 || !IsHttp, "--rate goes with a frame door (tcp:// or unix:).");
        Demand(Concurrency is >= 1 and <= 4_096, "--concurrency must be from 1 to 4096.");
        Demand(HttpDoor is "bulk" or "settle", "--http-door must be bulk or settle.");
        Demand(
            IsHttp || Target.StartsWith("tcp://", StringComparison.Ordinal) || Target.StartsWith("unix:", StringComparison.Ordinal),
            "--target must be tcp://HOST:PORT, unix:/PATH or http://HOST:PORT.");
    }

    private static void Demand(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new SettingException(sentence);
        }
    }
}
