import { activityRow } from './activityRow.js'
import { copyable, h, link } from './dom.js'
import { fieldList } from './fieldList.js'
import { getJson } from './getJson.js'
import { effectLabel, nameLabel } from './labels.js'
import type { View } from './view.js'

/** One policy: what it says, and the last activities that it allowed or denied. */
export async function policyView(id: string): Promise<View> {
  const policy = await getJson('policies/id', { id })
  const { name, effect, isInForce, organizationId, organizationName, decided } = policy
  return {
    title: name,
    element: h(
      'section',
      { class: 'list', 'aria-labelledby': 'heading' },
      link(`organizations/${organizationId}`, { class: 'back' }, nameLabel(organizationName)),
      h('h1', { id: 'heading', tabindex: '-1' }, nameLabel(name)),
      h(
        'p',
        { class: 'summary' },
        copyable(id, 'the policy ID'),
        h('span', { class: 'note' }, `${effectLabel(effect)}${isInForce ? '' : ', deleted'}`),
      ),
      h('div', { class: 'card' }, fieldList(policy.fields)),
      h('h2', {}, effect === 'EFFECT_DENY' ? 'What it denied' : 'What it allowed'),
      decided.length === 0
        ? h('p', { class: 'empty' }, 'Nothing yet.')
        : h(
            'ul',
            { class: 'rows' },
            decided.map((activity) =>
              h(
                'li',
                {},
                link(`activities/${activity.id}`, { class: 'row' }, activityRow(activity, { showOrganization: false })),
              ),
            ),
          ),
    ),
  }
}
