import time

import pytest

from importers.reference.tables import load
from importers.resolve.project_names import BESIDE, NAMED, TOWARDS, projects_in

REFERENCE = load()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Kolla PTL", [("Kolla", BESIDE)], id="before"),
        pytest.param("the Kolla project's next PTL", [("Kolla", BESIDE)], id="before-with-words-between"),
        pytest.param(
            "PTL role of the OpenStack Kolla team", [("Kolla", BESIDE)], id="after-with-words-between"
        ),
        pytest.param("Kolla Pike PTL", [("Kolla", BESIDE)], id="cycle-between"),
        pytest.param("to lead Kolla", [("Kolla", TOWARDS)], id="lead"),
        pytest.param("the Kolla team", [("Kolla", TOWARDS)], id="team"),
        pytest.param("Kolla grew beyond one PTL", [("Kolla", NAMED)], id="other-words-between"),
        pytest.param("Nova and Placement PTL", [("Nova", BESIDE), ("Placement", BESIDE)], id="two"),
        pytest.param("Nova/Placement PTL", [("Nova", BESIDE), ("Placement", BESIDE)], id="two-with-slash"),
        pytest.param("open-stack_ansible", [("OpenStackAnsible", NAMED)], id="longest-name-inside"),
        pytest.param("OpenStack-Ansible PTL", [("OpenStackAnsible", BESIDE)], id="hyphen"),
        pytest.param("Compute PTL", [("Nova", BESIDE)], id="title"),
        pytest.param("compute nodes and the dashboard", [], id="titles-as-words"),
        pytest.param("the Pike release PTL", [], id="release-of-a-cycle"),
        pytest.param("third release as PTL", [], id="release-as-word"),
        pytest.param("theatre, Novartis, preheat", [], id="inside-words"),
    ],
)
def test_names_and_their_strength(text: str, found: list[tuple[str, int]]) -> None:
    assert [(each.project.name, each.strength) for each in projects_in(text, REFERENCE)] == found


@pytest.mark.parametrize("part", ["Nova ", "PTL ", "the ", "a", "Nova and ", "-"])
def test_time_grows_with_length_and_no_faster(part: str) -> None:
    start = time.process_time()
    projects_in(part * (20_000 // len(part)), REFERENCE)
    assert time.process_time() - start < 2
