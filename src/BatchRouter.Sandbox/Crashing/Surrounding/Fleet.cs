using BatchRouter.Sandbox.Crashing.Scheduling;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>Keeps the workers running, and disturbs them until the calm.</summary>
internal sealed class Fleet
{
    private readonly World _world;
    private readonly Dice _dice;
    private readonly WorkerProcess[] _workers;
    private int _lives;

    public Fleet(World world, Dice dice)
    {
        (_world, _dice, _workers) = (world, dice, new WorkerProcess[world.Workload.Workers]);
        for (var place = 0; place < _workers.Length; place++)
            StartAt(place);
        foreach (var budget in world.Workload.Budgets)
            world.Database.Accounts.Set(budget, world.Now);
        foreach (var (at, body) in world.Workload.Messages)
            world.Context.After(at, () => world.Broker.Publish(body));
        LastMessage = World.Begin + world.Workload.Messages.Max(message => message.At);
        CalmAt = World.Begin + dice.Seconds(10, 90);
        world.Context.After(CalmAt - World.Begin, Calm);
        world.Context.After(dice.Seconds(0.5, 5), Disturb);
    }

    public DateTimeOffset LastMessage { get; }

    public DateTimeOffset CalmAt { get; }

    private void StartAt(int place)
    {
        var name = $"w{place}.{_lives++}";
        _workers[place] = new WorkerProcess(_world, name, _world.Dice(100 + (ulong)_lives), _ =>
            _world.Context.After(_world.IsCalm ? _dice.Milliseconds(100, 500) : _dice.Seconds(0.1, 10), () => StartAt(place)));
        _workers[place].Start();
    }

    private void Disturb()
    {
        if (_world.IsCalm)
            return;
        var worker = _dice.Pick(_workers);
        switch (_dice.Below(8))
        {
            case 0:
                worker.Pause(_dice.Seconds(0.5, 20));
                break;
            case 1:
                worker.CutOff(_dice.Seconds(0.5, 20));
                break;
            case 2 or 3:
                worker.Drain(_dice.Seconds(0, 6));
                break;
            case 7:
                CancelGroup();
                break;
            case 4 or 5:
                ChangeLimit();
                break;
            default:
                _world.Provider.OpenBreakers[_dice.Pick(_world.Workload.Catalog.Models).Name] = _world.Now + _dice.Seconds(1, 10);
                break;
        }

        _world.Context.After(_dice.Seconds(0.5, 8), Disturb);
    }

    private void CancelGroup()
    {
        var group = _dice.Pick(Workload.Groups);
        _world.Journal.Add("db", $"group {group} is cancelled");
        Storing.CancelSteps.Tell(_world.Database, group, _world.Now);
    }

    private void ChangeLimit()
    {
        if (_world.Workload.Budgets.Count == 0)
            return;
        var budget = _world.Database.Accounts.Budget(_dice.Pick(_world.Workload.Budgets).Id);
        var changed = budget with { LimitNanoUsd = (long)(budget.LimitNanoUsd * _dice.Pick([0.3, 0.7, 1.5, 4.0])) };
        _world.Database.Accounts.Set(changed, _world.Now);
        _world.Journal.Add("db", $"limit of budget {changed.Id} {changed.Scope} {changed.Window}: {changed.LimitNanoUsd}");
        _world.Database.Tell(new Storing.Step.LimitSet(changed));
    }

    private void Calm()
    {
        _world.Journal.Add("", "calm");
        _world.IsCalm = true;
        _world.Plan.IsOver = true;
        _world.Provider.OpenBreakers.Clear();
    }
}
