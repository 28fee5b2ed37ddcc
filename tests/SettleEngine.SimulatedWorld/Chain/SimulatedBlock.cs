using SettleEngine.Core.Confirm;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>A block with all that is needed to take it back.</summary>
internal sealed class SimulatedBlock(BlockHeader header)
{
    public BlockHeader Header { get; } = header;

    public List<ChainTransaction> Transactions { get; } = [];

    public List<Action> Undo { get; } = [];

    public ulong GasUsed { get; set; }

    public uint LogCount { get; set; }
}
