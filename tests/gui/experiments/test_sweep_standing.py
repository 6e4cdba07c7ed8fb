"""How far a sweep is, from what its process tells."""

from dataclasses import replace

from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.news import (
    News,
    Paused,
    SweepBegan,
    TrialBegan,
    TrialChanged,
    TrialEpoch,
    WorkersChanged,
)
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.gui.experiments.experiments import Standing, Where
from cnnstudio.gui.experiments.sweep_standing import after, counted
from cnnstudio.gui.sweeps.progress_words import (
    entry_words,
    epoch_words,
    progress_wordings,
    rest_words,
    status_words,
    varied_names,
)
from tests.gui.sweep_child import ended, swept, trials

EPOCH = Epoch(1, 0.5, 0.9, 0.4, 0.95, 1.0)


def folded(*news: News) -> Standing:
    standing = Standing(where="one after the other, here")
    for each in news:
        standing = after(standing, each)
    return standing


def test_that_trials_are_under_way_from_their_beginning_to_their_end() -> None:
    news: list[News] = [SweepBegan(2, 4, 0, 1, "2 workers on this machine"), WorkersChanged(2)]
    news += [TrialBegan(1, "a"), TrialBegan(2, "b"), TrialEpoch(1, EPOCH), TrialChanged(ended(1)), TrialBegan(3, "a")]
    standing = folded(*news)
    assert (standing.state, standing.total, standing.impossible, standing.workers) == ("running", 4, 1, 2)
    assert standing.under_way == ((2, "b"), (3, "a"))


def test_that_a_worker_that_was_lost_is_said_until_its_trial_begins_again() -> None:
    began: list[News] = [SweepBegan(2, 4, 0, 0, ""), WorkersChanged(2), TrialBegan(1, "a"), TrialBegan(2, "b")]
    lost = folded(*began, TrialChanged(Trial(2, 2, (9,), 1, "waiting", reason="It is gone.")))
    assert progress_wordings(lost)[0] == "Sweep 2: 0 of 4 done · B was lost: trial 2 begins again · 2 at once"
    explained = replace(lost, text="Worker b could not be reached for a while.")
    assert progress_wordings(explained)[2] == progress_wordings(lost)[0]
    assert "lost" not in progress_wordings(after(lost, TrialBegan(2, "a", again=True)))[0]


def test_that_a_trial_begun_again_elsewhere_is_under_way_once() -> None:
    assert folded(TrialBegan(1, "a"), TrialBegan(1, "b", again=True)).under_way == ((1, "b"),)


def test_that_a_sweep_that_is_being_stopped_is_so_until_its_end() -> None:
    assert after(Standing(state="stopping"), Paused(False)).state == "stopping"
    assert after(Standing(state="stopping"), SweepBegan(1, 4, 0, 0, "")).state == "stopping"


def test_that_the_time_left_follows_from_what_was_trained_and_how_many_train() -> None:
    experiment = Experiment(1, swept(10), "", (*(ended(each) for each in (1, 2)), *trials(10)[2:]))
    assert counted(Standing(workers=1), experiment).seconds_left == 16
    assert counted(Standing(workers=4), experiment).seconds_left == 4
    assert counted(Standing(workers=0, text="The cluster cannot be reached."), experiment).seconds_left is None
    begun = Experiment(1, swept(4), "", tuple(trials(4)))
    assert counted(Standing(workers=1), begun).seconds_left is None
    assert counted(Standing(workers=1, foretold=3.0), begun).seconds_left == 12
    assert counted(Standing(workers=1, foretold=3.0), experiment).seconds_left == 16


def test_that_what_may_still_be_asked_for_counts_and_what_cannot_be_does_not() -> None:
    found = (ended(1), ended(2, status="impossible"), Trial(3, 3, (9,), 1))
    assert counted(Standing(), Experiment(1, swept(3), "", found)).total == 2
    assert counted(Standing(), Experiment(1, swept(10, method="tpe", seeds=2), "", found)).total == 2 + 7 * 2


def test_that_workers_on_this_machine_are_told_apart_by_numbers_and_others_by_where_they_are() -> None:
    here = Standing(is_here=Where(2).is_here)
    for news in (TrialBegan(1, "pc"), TrialBegan(2, "pc"), TrialChanged(ended(1)), TrialBegan(3, "pc")):
        here = after(here, news)
    assert here.under_way == ((2, "worker 2"), (3, "worker 1"))
    assert folded(TrialBegan(1, "pc")).under_way == ((1, "pc"),)
    assert not Where(0, "tls://lab:8786").is_here


def test_that_sweeps_are_told_apart_by_what_varies() -> None:
    assert entry_words(Experiment(2, swept(4), "", (ended(1), *trials(4)[1:]))) == "Sweep 2 · batch size · 1 of 4 done"
    places = [Place("plan", "epochs"), *(Place("network", "units", f"dense_{each}") for each in (1, 2))]
    places += [Place("plan", "learning_rate"), Place("plan", "batch_size")]
    varied = tuple(Varied(place, Listed((1,))) for place in places)
    many = replace(swept(), sweep=Sweep(varied=varied))
    assert varied_names(Experiment(3, many, "")) == "epochs, units, …"


def test_that_a_trial_under_way_says_of_how_many_epochs() -> None:
    plan = swept().plan
    assert epoch_words(Experiment(1, swept(), ""), [EPOCH], trials()[0]) == f"epoch 1 of {plan.epochs}: 95.00 %"
    varied = replace(swept(), sweep=Sweep(varied=(Varied(Place("plan", "epochs"), Listed((3, 7))),)))
    assert epoch_words(Experiment(1, varied, ""), [EPOCH], Trial(2, 2, (7,), 1)) == "epoch 1 of 7: 95.00 %"


def test_that_the_words_say_all_where_there_is_room_and_the_count_where_there_is_none() -> None:
    experiment = Experiment(2, swept(4), "", (ended(1), ended(2, status="failed"), *trials(4)[2:]))
    standing = counted(folded(SweepBegan(2, 4, 2, 0, ""), WorkersChanged(2)), experiment)
    wordings = progress_wordings(standing)
    assert wordings[0] == "Sweep 2: 1 of 4 done · 1 failed · about 2 s left · 2 at once"
    assert wordings[-1] == "1 of 4 done"
    assert status_words(standing) == "Sweep 2: 1 of 4 done · 1 failed · about 2 s left"
    assert status_words(after(standing, Paused(True))) == "Sweep 2: 1 of 4 done · 1 failed · paused"
    assert progress_wordings(Standing(where="2 workers on this machine"))[0] == "Starting… (2 workers on this machine)"


def test_that_a_sweep_that_rests_says_how_far_it_is_and_what_was_best() -> None:
    experiment = Experiment(2, swept(4), "", (ended(1, 1, 0.9), ended(2, 2, 0.97), *trials(4)[2:]))
    assert rest_words(experiment) == "Sweep 2 is not finished: 2 of 4 are done. Best so far: 97.00 %, trial 2."


def test_that_of_several_seeds_the_best_combination_is_said() -> None:
    project = replace(swept(2), sweep=replace(swept(2).sweep, seeds=2))
    done = (ended(1, 1, 0.9), replace(ended(2, 2, 0.97), combination=1), *trials(4)[2:])
    words = rest_words(Experiment(2, project, "", done))
    assert words.endswith("Best so far: 93.50 ± 4.95 % over 2 seeds, combination 1.")


def test_that_who_trains_is_said_in_words_and_to_the_command() -> None:
    assert (str(Where()), Where().arguments) == ("one after the other, here", ())
    assert (str(Where(3)), Where(3).arguments) == ("3 workers on this machine", ("--workers", "3"))
    cluster = Where(0, "tls://lab:8786", "ca.pem", "", "key.pem")
    assert str(cluster) == "tls://lab:8786"
    assert cluster.arguments == ("--cluster", "tls://lab:8786", "--tls-ca", "ca.pem", "--tls-key", "key.pem")
