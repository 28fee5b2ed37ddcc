using System.Net;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Doors.Frames;

/// <summary>Where the frame door listens and what it allows. Checked once, when the door is built.</summary>
public sealed class FrameDoorOptions
{
    /// <summary>The TCP address, or null for none. Port 0 takes a free one.</summary>
    /// <value>Default: off. The usual port is 4023.</value>
    public IPEndPoint? Tcp { get; set; }

    /// <summary>Path of the Unix socket, or null for none. Its mode becomes 0660.</summary>
    /// <value>Default: off.</value>
    public string? UnixPath { get; set; }

    /// <summary>Says what an API key allows, or null when no key is demanded. Called once per connection, from any thread,
    /// with the bytes that Hello brought; must compare in constant time and answer None for an unknown key.</summary>
    /// <value>Default: null.</value>
    public Func<ReadOnlyMemory<byte>, FrameWants>? KeyAllows { get; set; }

    /// <summary>Items that one connection may have unanswered.</summary>
    /// <value>Default 8,192: 32 full groups, about what two group commits take in.</value>
    public int Credit { get; set; } = 8_192;

    /// <summary>Most items in a group.</summary>
    /// <value>Default 256: a slab of 60 KiB, below the large object heap.</value>
    public int GroupCapacity { get; set; } = 256;

    /// <summary>Most groups that one connection may have unanswered. A caller that sends item by item is held back by
    /// this and not by its credit, and then its groups fill up.</summary>
    /// <value>Default 32: with the default capacity 2 MiB per connection.</value>
    public int MaxGroupsPerConnection { get; set; } = 32;

    /// <summary>Most groups of all connections together.</summary>
    /// <value>Default 2,048: 120 MiB when all are full; allocated as needed and kept.</value>
    public int MaxGroups { get; set; } = 2_048;

    /// <summary>Most connections of this door.</summary>
    /// <value>Default 1,024.</value>
    public int MaxConnections { get; set; } = 1_024;

    /// <summary>Bytes that are read ahead per connection, and bytes of answers that wait for a slow reader.</summary>
    /// <value>Default 64 KiB each; a frame is read item by item and need not fit.</value>
    public int BufferBytes { get; set; } = 64 * 1_024;

    /// <summary>How long a frame that was started, and the first Hello, may take.</summary>
    /// <value>Default 5 s. Time in which the engine is full does not count.</value>
    public TimeSpan FrameTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may neither send, be owed an answer, nor be subscribed.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a caller may leave answers unread once the buffers are full; then it is cut off.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan WriteStall { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how much silence a subscribed caller gets an empty Credit frame, so that a dead one is found.</summary>
    /// <value>Default 15 s.</value>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long answers are gathered before they are sent while further ones are due.</summary>
    /// <value>Default 1 ms. When everything is answered they leave at once.</value>
    public TimeSpan GatherWindow { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a drain waits for answers before it cuts connections off.</summary>
    /// <value>Default 20 s, inside the process's drain time-out of 30 s.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Demands a key from every caller: the scope <c>settle</c> lets authorizations in, <c>read</c> outcomes.</summary>
    /// <param name="keys">The known keys.</param>
    public void DemandKeys(ApiKeyFile keys) => KeyAllows = key =>
        (keys.Check(key.Span, ApiScope.Settle) == ApiKeyVerdict.Granted ? FrameWants.Settle : FrameWants.None)
        | (keys.Check(key.Span, ApiScope.Read) == ApiKeyVerdict.Granted ? FrameWants.Outcomes : FrameWants.None);

    /// <summary>Refuses values that cannot work, all together.</summary>
    /// <exception cref="ArgumentException">Which values, and why.</exception>
    internal void Validate()
    {
        var troubles = new List<string>();
        Demand(Tcp is not null || UnixPath is not null, "a TCP address or a Unix path is needed");
        Demand(Credit is >= 1 and <= 1_000_000, "Credit must be 1 to 1,000,000");
        Demand(GroupCapacity is >= 1 and <= 4_096, "GroupCapacity must be 1 to 4,096");
        Demand(MaxGroupsPerConnection >= 1, "MaxGroupsPerConnection must be at least 1");
        Demand(MaxGroups >= MaxGroupsPerConnection, "MaxGroups must be at least MaxGroupsPerConnection");
        Demand(MaxConnections >= 1, "MaxConnections must be at least 1");
        Demand(BufferBytes >= 2 * FrameLayout.MaxItemBytes, "BufferBytes must be at least 8 KiB: two items");
        Demand(FrameTimeout > TimeSpan.Zero, "FrameTimeout must be above zero");
        Demand(IdleTimeout > TimeSpan.Zero, "IdleTimeout must be above zero");
        Demand(WriteStall > TimeSpan.Zero, "WriteStall must be above zero");
        Demand(KeepAlive > TimeSpan.Zero, "KeepAlive must be above zero");
        Demand(GatherWindow >= TimeSpan.Zero, "GatherWindow must not be negative");
        Demand(DrainTimeout >= TimeSpan.Zero, "DrainTimeout must not be negative");
        if (troubles.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", troubles));
        }

        void Demand(bool holds, string trouble)
        {
            if (!holds)
            {
                troubles.Add(trouble);
            }
        }
    }
}
