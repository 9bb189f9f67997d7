"""Diagrams of flows: from a graph to a picture that people read, and to BPMN that engines run."""

from dvcq_workflow.documents.diagram.bpmn import bpmn_xml
from dvcq_workflow.documents.diagram.graph import Edge, Graph, Kind, Lane, Node
from dvcq_workflow.documents.diagram.svg import Mark, Picture, draw

__all__ = ["Edge", "Graph", "Kind", "Lane", "Mark", "Node", "Picture", "bpmn_xml", "draw"]
