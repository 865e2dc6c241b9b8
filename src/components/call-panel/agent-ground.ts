/** On what ground the agent is analysed; `none`: not at all. */
export type AgentGround = 'none' | 'medical' | 'safety' | 'outside-eu';
